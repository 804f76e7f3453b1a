"""The page in a real browser over file://: every control used as people use it.

    test_page.py PROGRAM SOURCE [--axe FILE] [--pictures FOLDER] [--write]

Skipped with code 77 where there is no Chromium. --pictures keeps screenshots; --write renews screens.json, what the
map should look like."""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

import browser
import picture

HERE = os.path.dirname(os.path.abspath(__file__))
failures, ran = [], []


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def expect_equal(got, wanted, text):
    expect(got == wanted, '%s: %r, expected %r' % (text, got, wanted))


def text_of(page, selector):
    return page.js('document.querySelector(%s).textContent' % json.dumps(selector))


def count_of(page, selector):
    return page.js('document.querySelectorAll(%s).length' % json.dumps(selector))


def texts_of(page, selector):
    return page.js('Array.from(document.querySelectorAll(%s), n => n.textContent)' % json.dumps(selector))


def choose(page, form, index, value):
    page.choose('%s label:nth-of-type(%d) select' % (form, index), value)


def map_picture(page):
    x, y, width, height = page.box('#map')
    page.call('Input.dispatchMouseEvent', type='mouseMoved', x=2, y=2)
    page.frame()
    return page.clip(x, y, width, height)


def number(value, decimals, vietnamese=True):
    text = '{:,.{}f}'.format(value, decimals)
    return text.translate(str.maketrans(',.', '.,')) if vietnamese else text


# ---- what is tried; each begins on a page that was just opened ----

def every_word_is_there_and_wanted(page, run):
    folder = os.path.join(run['source'], 'lib/report/page')
    texts = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            texts[name] = file.read()
    entries = re.findall(r'^  (\w+): \[(.*)\],?$', texts.pop('words.js'), re.M)
    rest = '\n'.join(texts.values())
    for key, pair in entries:
        expect(re.fullmatch(r"'(?:[^'\\]|\\.)+', '(?:[^'\\]|\\.)+'", pair), key + ' lacks a language: ' + pair)
        holes = [sorted(set(re.findall(r'\{\d\}', text))) for text in re.findall(r"'(?:[^'\\]|\\.)+'", pair)]
        expect_equal(holes[0], holes[1], key)
        expect(key.startswith('layer_') or re.search("['\"]%s['\"]" % key, rest), 'nobody says ' + key)
    wanted = set(re.findall(r"say\('(\w+)'", rest)) - {'layer_'} | set(re.findall(r'data-word(?:-label)?="(\w+)"', rest))
    expect_equal(wanted - {key for key, _ in entries}, set(), 'words that are missing')


def asks_for_nothing_and_complains_of_nothing(page, run):
    page.js('document.body.offsetHeight')
    for url in page.requests:
        expect(url == run['url'] or url.startswith('data:image/png;base64,'), 'asked for ' + url[:100])
    expect_equal(page.complaints, [], 'complaints')
    expect_equal(page.js("fetch('https://example.invalid/').then(() => 'went out', () => 'refused')"), 'refused', 'fetch')
    expect_equal(page.js('''new Promise(done => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
        document.body.append(s); setTimeout(() => done(window.ran === undefined), 50); })'''), True, 'a foreign script ran')
    page.complaints.clear()  # the two refusals just made
    page.requests.clear()


def cards_show_the_figures_of_the_summary(page, run):
    for score in run['summary']['scoreboard']:
        card = text_of(page, '.card[data-id=%s]' % score['id']).replace('\u00a0', ' ')
        for wanted in (number(score['value_pct'], 1) + ' %', 'chỉ tiêu ' + number(score['target_pct'], 0) + ' %',
                       number(score['numerator'], 0) + ' / ' + number(score['denominator'], 0), score['source'],
                       {'computed': 'tính toán', 'declared': 'khai báo'}[score['kind']],
                       'đạt' if score['met'] else 'chưa đạt', '/'.join(reversed(score['date'].split('-')))):
            expect(wanted in card, '%s: %r is not in %r' % (score['id'], wanted, card))


def village_table_shows_the_figures_of_the_summary(page, run):
    for _ in range(3):
        if page.js("document.querySelector('#village-table .more-rows') !== null"):
            page.click('#village-table .more-rows button')
    rows = page.js('''Array.from(document.querySelectorAll('#village-table tbody tr'),
        tr => Array.from(tr.cells, c => c.textContent))''')
    regions = [r for r in run['summary']['regions'] if r['code'] not in ('outside', 'commune', 'total')]
    expect_equal(len(rows), len(regions), 'villages')
    for row, region in zip(rows, regions):
        five = region['5G']['union']
        expect_equal(row[:4], [region['name'], region['code'], number(five['persons'], 0), number(five['households'], 0)], 'row')
        expect_equal(row[5], number(five['persons_pct'], 1), region['name'])
        expect_equal(row[6], number(region['fiber']['union']['households_pct'], 1), region['name'])


def language_is_switched_and_back(page, run):
    before = text_of(page, 'main')
    page.click('#to-en')
    expect_equal(page.js('document.documentElement.lang'), 'en', 'lang')
    expect_equal(text_of(page, '#map-title'), 'Map', 'title')
    expect_equal(page.js("document.querySelector('#to-en').getAttribute('aria-pressed')"), 'true', 'pressed')
    score = run['summary']['scoreboard'][1]
    card = text_of(page, '.card[data-id=pop_5g]').replace('\u00a0', ' ')
    expect(number(score['value_pct'], 1, False) + ' %' in card and 'target 50 %' in card, card)
    expect(score['date'] in card, 'date')
    rest = page.js('''(() => { const c = document.querySelector('main').cloneNode(true);
        c.querySelectorAll('bdi, code, pre, option, .bar-name').forEach(n => n.remove()); return c.textContent; })()''')
    for letter in 'ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ':
        expect(letter not in rest.lower(), 'Vietnamese is left in English: ' + rest[max(0, rest.find(letter) - 30):][:60])
    page.click('#to-vi')
    expect_equal(text_of(page, 'main'), before, 'back in Vietnamese')


def layers_are_toggled(page, run):
    page.click('#layer-labels')  # its own test below; names cover marks
    for layer in ('relief', 'villages', 'zones', 'nofiber', 'routes', 'points', 'sites'):
        before, was = map_picture(page), page.js('document.querySelector("#layer-%s").checked' % layer)
        page.click('#layer-' + layer)
        expect_equal(page.js('document.querySelector("#layer-%s").checked' % layer), not was, layer)
        changed = map_picture(page)
        expect(changed != before, 'layer %s changes nothing' % layer)
        page.js('document.querySelector("#layer-%s").focus()' % layer)
        page.key(' ', ' ')
        expect(map_picture(page) == before, 'layer %s does not go back' % layer)
    before = map_picture(page)
    page.click('#layer-buildout')
    expect(map_picture(page) != before, 'build-out')
    page.click('#layer-labels')
    expect(count_of(page, '#map .label') > 20, 'names of villages')


def coverage_is_chosen(page, run):
    source = "document.querySelector('#map img.cover').src"
    seen = {page.js(source)}
    for operator in '0123':
        choose(page, '#panel', 3, operator)
        seen.add(page.js(source))
    choose(page, '#panel', 3, '4')
    choose(page, '#panel', 1, '4G')
    seen.add(page.js(source))
    choose(page, '#panel', 2, 'dbm')
    seen.add(page.js(source))
    expect_equal(len(seen), 7, 'pictures')
    expect_equal(count_of(page, '.ramp .swatch'), 12, 'bands in the legend')
    expect(not page.js("document.querySelector('#operator-choice').offsetParent"), 'levels are of the union alone')
    choose(page, '#panel', 2, 'none')
    expect_equal(count_of(page, '#map img.cover'), 0, 'no picture')


def map_looks_as_it_should(page, run):
    wanted_path = os.path.join(HERE, 'screens.json')
    page.click('#layer-labels')
    got = {}
    for name, technology, shown in (('5G classes', '5G', 'classes'), ('4G levels', '4G', 'dbm')):
        choose(page, '#panel', 1, technology)
        choose(page, '#panel', 2, shown)
        page.click('#whole')
        got[name] = picture.thumbnail(map_picture(page), 24, 16)
    if run['write']:
        with open(wanted_path, 'w') as out:
            out.write('{' + ',\n'.join('"%s": [%s]' % (name, ',\n'.join(json.dumps(row) for row in rows))
                                       for name, rows in got.items()) + '}\n')
    with open(wanted_path) as file:
        wanted = json.load(file)
    for name, rows in wanted.items():
        off = picture.difference(got[name], rows)
        print('  map, %s: mean difference %.2f, greatest %.0f of 255' % (name, off[0], off[1]))
        expect(off[0] < 5 and off[1] < 60, 'the map does not look as it should: ' + name)


def a_click_on_the_map_tells_figures(page, run):
    x, y, width, height = page.box('#map')
    page.click_at(x + width * 0.5, y + height * 0.55)
    expect_equal(count_of(page, '.leaflet-popup'), 1, 'popups')
    expect(len(text_of(page, '.figures h3')) > 2, 'title of the popup')
    expect(count_of(page, '.figures dd') >= 4, 'figures in the popup')
    page.key('Escape')
    expect_equal(count_of(page, '.leaflet-popup'), 0, 'popups after Escape')
    page.click_at(x + width * 0.5, y + height * 0.55)
    page.click('.leaflet-popup-close-button')
    expect_equal(count_of(page, '.leaflet-popup'), 0, 'popups after closing')
    page.call('Input.dispatchMouseEvent', type='mouseMoved', x=x + width / 2, y=y + height / 2)
    page.frame()
    place = text_of(page, '#pointer')
    expect('105,' in place and '20,' in place, 'position of the pointer: ' + place)


def tables_sort(page, run):
    page.click('#village-table th button[data-key=persons]')
    def column():
        return [int(t.replace('.', '')) for t in texts_of(page, '#village-table tbody td:nth-child(3)')]
    got = column()
    expect_equal(got, sorted(got, reverse=True), 'most persons first')
    expect_equal(got[0], round(max(r['5G']['union']['persons'] for r in run['summary']['regions'][:50])), 'the largest village')
    state = "document.querySelector('#village-table th button[data-key=persons]').parentNode.getAttribute('aria-sort')"
    expect_equal(page.js(state), 'descending', 'aria-sort')
    expect_equal(page.js('document.activeElement.dataset.key'), 'persons', 'focus stays on the heading')
    page.key('Enter')
    got = column()
    expect_equal(got, sorted(got), 'fewest persons first')
    expect_equal(page.js(state), 'ascending', 'aria-sort')
    expect('Dân số' in text_of(page, '#said'), 'the order is said')
    page.click('#village-table th button[data-key=name]')
    names = texts_of(page, '#village-table tbody tr th')
    expect_equal(names, page.js('%s.sort((a, b) => a.localeCompare(b, "vi"))' % json.dumps(names)), 'by name')


def tables_filter(page, run):
    def shown():
        return page.js("Array.from(document.querySelectorAll('#zone-table tbody tr'), tr => Array.from(tr.cells, c => c.textContent))")
    page.click('#filter-village')
    page.type('le loi')
    rows = shown()
    expect(rows and all(row[1] == 'Phố Lê Lợi' for row in rows), 'zones of Phố Lê Lợi: %r' % rows[:2])
    page.click('#zone-controls button')
    expect_equal(len(shown()), 20, 'rows without a filter')
    choose(page, '#zone-controls', 3, '1')
    expect(all(row[2] == 'sóng yếu' for row in shown()), 'weak zones alone')
    page.click('#filter-persons')
    page.type('300')
    rows = shown()
    expect(rows and all(int(row[3].replace('.', '')) >= 300 for row in rows), 'zones of 300 persons and more')
    page.type('000000')
    expect_equal(shown(), [['Không có dòng nào']], 'nothing found is said')
    choose(page, '#zone-controls', 1, '4G')
    page.click('#zone-controls button')
    expect_equal(text_of(page, '#zone-table caption'), 'Vùng sóng yếu 4G', 'caption')
    page.click('#zone-table .more-rows button')
    expect_equal(len(shown()), 100, 'more rows')
    for value, heads in (('nofiber', 8), ('buildout', 9)):
        choose(page, '#zone-controls', 1, value)
        expect_equal(count_of(page, '#zone-table thead th'), heads, value)
        expect(len(shown()) == 20, value)


def a_zone_is_shown_from_the_keyboard(page, run):
    scale = text_of(page, '.leaflet-control-scale-line')
    for value, title in (('5G', 'Vùng 1 · 5G'), ('4G', 'Vùng 1 · 4G'), ('nofiber', 'Vùng chưa có cáp quang · 1'),
                         ('buildout', 'Kéo cáp · bước 1')):
        choose(page, '#zone-controls', 1, value)
        page.js("document.querySelector('#zone-table .go').focus()")
        page.key('Enter')
        expect_equal(text_of(page, '.figures h3'), title, 'title')
        expect_equal(page.js('document.activeElement.id'), 'map', 'focus')
        expect_equal(text_of(page, '#said'), title, 'said')
        box = page.js("(r => [r.top, r.bottom])(document.querySelector('#map').getBoundingClientRect())")
        expect(box[0] < 600 and box[1] > 100, 'the map is in view')
    expect(text_of(page, '.leaflet-control-scale-line') != scale, 'the map was zoomed')
    expect(page.js("document.querySelector('#layer-buildout').checked"), 'the layer was switched on')
    before = map_picture(page)
    page.js("document.querySelector('#map').focus()")
    page.key('ArrowUp')
    page.js('new Promise(done => setTimeout(done, 600))')
    expect(map_picture(page) != before, 'arrow keys move the map')
    page.click('.leaflet-control-zoom-out')
    page.click('#whole')
    expect_equal(text_of(page, '.leaflet-control-scale-line'), scale, 'whole area')


def a_village_is_searched(page, run):
    page.click('#search')
    page.type('pho le')
    expect_equal(page.js("document.querySelector('#search').getAttribute('aria-expanded')"), 'true', 'expanded')
    found = texts_of(page, '#found bdi:first-child')
    expect('Phố Lê Lợi' in found and len(found) <= 8, 'found: %r' % found)
    page.key('ArrowDown')
    page.key('ArrowDown')
    expect_equal(page.js("document.querySelector('#found [aria-selected=true]').id"), 'found-1', 'second of the list')
    page.key('ArrowUp')
    page.key('Enter')
    expect_equal(text_of(page, '.figures h3'), found[0], 'popup')
    expect_equal(page.js("document.querySelector('#found').hidden"), True, 'the list is closed')
    page.js("document.querySelector('#search').value = ''")
    page.click('#search')
    page.type('zzzz')
    expect_equal(text_of(page, '#said'), 'Không có thôn nào', 'nothing found is said')
    page.js("document.querySelector('#search').value = ''")
    page.type('15061-003')
    page.click('#found li')
    expect_equal(text_of(page, '.figures h3'), 'Phố Nguyễn Trãi', 'by code, with the mouse')


def the_chart_follows_its_controls(page, run):
    regions = run['summary']['regions'][:50]
    names = "Array.from(document.querySelectorAll('#chart .bar-name'), n => n.firstChild.textContent)"
    def shares(of):
        return sorted(of(r) for r in regions)
    got = texts_of(page, '#chart .bar-figure')
    wanted = shares(lambda r: r['5G']['union']['persons_pct'])
    expect_equal([g.split('\u00a0')[0] for g in got], [number(w, 1) for w in wanted[:25]], '5G, lowest first')
    page.click('#chart .more-rows button')
    expect_equal(len(page.js(names)), 50, 'all villages')
    choose(page, '#chart-controls', 1, 'fiber')
    got = texts_of(page, '#chart .bar-figure')
    wanted = shares(lambda r: r['fiber']['union']['households_pct'])
    expect_equal([g.split('\u00a0')[0] for g in got], [number(w, 1) for w in wanted], 'fibre')
    choose(page, '#chart-controls', 4, 'most')
    worst = max(regions, key=lambda r: r['fiber']['union']['households_by_class']['not_reached'])
    expect_equal(page.js(names)[0], worst['name'], 'most households without')
    choose(page, '#chart-controls', 2, '0')
    choose(page, '#chart-controls', 3, 'persons')
    expect('Lam Sơn Telecom' in page.js("document.querySelector('#chart svg').getAttribute('aria-label')"), 'label')


def everything_fits_a_phone(page, run):
    page.size(400, 800, True)
    page.open(run['url'])
    for step in ('', "document.querySelector('#village-table .go').click()", "document.querySelector('details').open = true",
                 "document.querySelector('#to-en').click()"):
        if step:
            page.js(step)
        page.frame()
        wide = page.js('''Array.from(document.querySelectorAll('main *, header *, footer *')).filter(n => {
            const r = n.getBoundingClientRect(); return r.width > 0 && r.right > innerWidth + 1 &&
            n.closest('.scroll, #map, .aside, pre') === null; }).map(n => n.tagName + '.' + n.className)''')
        expect_equal(wide, [], 'wider than the screen after ' + step)
        expect_equal(page.js('document.documentElement.scrollWidth'), 400, 'width after ' + step)
    small = page.js('''Array.from(document.querySelectorAll('button, select, input, summary')).filter(n => {
        const r = n.getBoundingClientRect(); return r.width > 0 && Math.max(r.height, n.closest('label') ?
        n.closest('label').getBoundingClientRect().height : 0) < 24; }).map(n => n.outerHTML.slice(0, 80))''')
    expect_equal(small, [], 'too small to be touched')
    if run['pictures']:
        page.picture(os.path.join(run['pictures'], 'phone.png'), True)


def it_prints(page, run):
    page.call('Emulation.setEmulatedMedia', media='print')
    page.frame()
    for gone in ('nav', '.tools', '.search', '.controls', '.leaflet-control-zoom'):
        expect_equal(page.js("getComputedStyle(document.querySelector('%s')).display" % gone), 'none', gone)
    page.call('Emulation.setEmulatedMedia', media='')
    before = map_picture(page)
    path = os.path.join(run['out'], 'page.pdf')
    data = page.pdf(path)
    expect(data.startswith(b'%PDF') and 3 <= data.count(b'/Type /Page\n') + data.count(b'/Type /Page ') <= 12, 'pages')
    expect(map_picture(page) == before, 'the map is as it was before printing')
    if shutil.which('pdftotext'):
        text = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, check=True).stdout.decode()
        for wanted in ('Bảng chỉ tiêu', 'Xã Ngọc Lặc', 'Thôn Cao Nguyên', 'SHA-256'):
            expect(wanted in text, wanted + ' is not in the print')


def keyboard_reaches_everything(page, run):
    page.js('document.activeElement.blur()')
    page.key('Tab')
    expect_equal(page.js("document.activeElement.className"), 'skip', 'first stop')
    seen = set()
    for _ in range(120):
        page.key('Tab')
        seen.add(page.js('document.activeElement.id || (document.activeElement.closest("[id]") || document.body).id'))
    for wanted in ('to-vi', 'to-en', 'print', 'search', 'layer-sites', 'whole', 'map', 'chart-controls', 'village-table'):
        expect(wanted in seen, 'Tab does not reach %s: %s' % (wanted, sorted(seen)))
    landmarks = page.js("['header', 'nav', 'main', 'footer'].map(n => document.querySelectorAll(n).length)")
    expect_equal(landmarks, [1, 1, 1, 1], 'landmarks')


def axe_finds_nothing_serious(page, run):
    if run['axe'] is None:
        print('  skipped: axe-core is not there (tools/check fetches it where npm is)')
        return
    with open(run['axe']) as file:
        page.js(file.read() + '; true')
    for width, height in ((1366, 768), (400, 800)):
        page.size(width, height)
        page.frame()
        found = page.js("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3)]))")
        for violation in found:
            print('  axe, %d wide: %s' % (width, violation))
        expect_equal([v for v in found if v[0] in ('serious', 'critical')], [], 'axe')


HOSTILE = ['</script><script>window.pwned = 1</script>', '<img src=x onerror="window.pwned = 2">',
           '"onload="window.pwned = 3', '\u202eRTL\u2028\u2029 \U0001f600 ' + 'ệ' * 50]
LONG = 'ệ' * 1300 + '</script>'  # a text of the project file is at most 4096 bytes


def hostile_names_are_inert(page, run):
    folder = os.path.join(run['out'], 'hostile')
    shutil.copytree(os.path.join(run['source'], 'tests/e2e/tiny'), folder)
    path = os.path.join(folder, 'villages.geojson')
    with open(path) as file:
        layer = json.load(file)
    for feature, name in zip(layer['features'], HOSTILE):
        feature['properties']['name'] = name
    with open(path, 'w') as file:
        json.dump(layer, file)
    path = os.path.join(folder, 'project.yaml')
    with open(path) as file:
        project = file.read().replace('name: Xã thử nghiệm', 'name: "<b>%s"' % LONG).replace('source: Công an xã', 'source: "%s"' % LONG)
        project = project.replace('[tables, shapefiles]', '[page]')
    with open(path, 'w') as file:
        file.write(project)
    subprocess.run([run['program'], 'run', path, '-q', '-o', os.path.join(folder, 'out')],
                   check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    page.open('file://' + os.path.join(folder, 'out', 'index.html'))
    for button in range(count_of(page, '.go')):
        page.js("document.querySelectorAll('.go')[%d].click()" % button)
        page.frame()
    page.click('#to-vi')
    page.click('#search')
    page.type('script')
    page.key('Enter')
    expect_equal(text_of(page, '.figures h3'), HOSTILE[0], 'the name is shown as it is')
    expect_equal(page.js('typeof window.pwned'), 'undefined', 'a name was run')
    expect('Page.javascriptDialogOpening' not in page.events, 'a dialog was opened')
    expect_equal(page.js("Array.from(document.querySelectorAll('bdi, title, option, .bar-name')).filter(n => n.textContent.length > 500).length"),
                 0, 'long names are cut')
    expect_equal(page.js('document.documentElement.scrollWidth'), 1366, 'long names keep to the page')
    expect_equal(count_of(page, '#village-table tbody tr'), 4, 'villages')
    expect_equal(text_of(page, 'h1')[:4], '<b>ệ', 'name of the commune')
    expect(len(text_of(page, 'h1')) <= 80, 'a long name of the commune is cut')


TRIED = [every_word_is_there_and_wanted, asks_for_nothing_and_complains_of_nothing, cards_show_the_figures_of_the_summary,
         village_table_shows_the_figures_of_the_summary, language_is_switched_and_back, layers_are_toggled,
         coverage_is_chosen, map_looks_as_it_should, a_click_on_the_map_tells_figures, tables_sort, tables_filter,
         a_zone_is_shown_from_the_keyboard, a_village_is_searched, the_chart_follows_its_controls,
         everything_fits_a_phone, it_prints, keyboard_reaches_everything, axe_finds_nothing_serious,
         hostile_names_are_inert]


def run_all(page, run):
    print('first view after %.2f s, page of %.2f MB' % (page.open(run['url']), os.path.getsize(run['path']) / 1e6))
    print('again after %.2f s' % page.open(run['url']))
    for test in TRIED:
        page.size(1366, 768)
        page.requests.clear()
        page.open(run['url'])
        if run['only'] and run['only'] not in test.__name__:
            continue
        ran.append(test.__name__)
        try:
            test(page, run)
            expect_equal(page.complaints, [], 'complaints of the browser')
            print('%s: good' % test.__name__)
        except (AssertionError, browser.BrowserError) as error:
            failures.append(test.__name__)
            print('%s: FAILED: %s' % (test.__name__, error))
            if not isinstance(error, AssertionError):
                traceback.print_exc()
            page.complaints.clear()
    if run['pictures']:
        page.size(1366, 768)
        page.open(run['url'])
        page.picture(os.path.join(run['pictures'], 'desk.png'), True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('source')
    parser.add_argument('--axe')
    parser.add_argument('--pictures')
    parser.add_argument('--write', action='store_true')
    parser.add_argument('--only')
    options = parser.parse_args()
    path = browser.find()
    if path is None:
        print('skipped: there is no Chromium (Debian: chromium)')
        return 77
    out = tempfile.mkdtemp(prefix='htscover-page-')
    try:
        project = os.path.join(options.source, 'testdata/ngoclac/project.yaml')
        done = subprocess.run([os.path.abspath(options.program), 'run', project, '-q', '-o', out], check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        expect(done.returncode in (0, 3), 'the run ended with %d' % done.returncode)
        with open(os.path.join(out, 'summary.json')) as file:
            summary = json.load(file)
        index = os.path.join(out, 'index.html')
        run = {'program': os.path.abspath(options.program), 'source': options.source, 'out': out, 'path': index,
               'url': 'file://' + index, 'summary': summary, 'write': options.write, 'pictures': options.pictures,
               'only': options.only, 'axe': options.axe if options.axe and os.path.exists(options.axe) else None}
        page = browser.Browser(path)
        try:
            run_all(page, run)
        finally:
            page.close()
    finally:
        shutil.rmtree(out, ignore_errors=True)
    print('%d tried, %d failed' % (len(ran), len(failures)))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
