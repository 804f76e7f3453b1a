// Bars by village, sorted: covered, weak, none; or reach of fibre.
const chart = {subject: '', operator: String(UNION), counted: 'persons', order: 'least', shown: 0, paper: false};
const CHART_SLICE = 25;

function chartLayer() {
  const layers = chart.subject === 'fiber' ? REGIONS.fiber.layers : REGIONS.coverage[chart.subject].layers;
  return layers[Number(chart.operator)];
}

function chartRows() {
  const layer = chartLayer(), classes = layer[chart.counted], rows = [];
  for (let v = 0; v < VILLAGES; v++) {
    const values = classes.map(column => column[v]), whole = values.reduce((a, b) => a + b, 0);
    rows.push({v: v, values: values, whole: whole, pct: layer[chart.counted + '_pct'][v]});
  }
  const name = r => REGIONS.names[r.v];
  const orders = {
    least: (a, b) => (a.pct === null ? 101 : a.pct) - (b.pct === null ? 101 : b.pct) || b.whole - a.whole || a.v - b.v,
    most: (a, b) => b.values[0] - a.values[0] || a.v - b.v,
    name: (a, b) => name(a).localeCompare(name(b), 'vi') || a.v - b.v
  };
  return rows.sort(orders[chart.order]);
}

function chartNames() {
  return chart.subject === 'fiber' ? fiberNames() : DATA.levels.map(phrase);
}

function chartColours() {
  return chart.subject === 'fiber' ? DATA.colours.reach : DATA.colours.levels;
}

function drawBars(rows) {
  const width = chart.paper ? 680 : Math.max(300, byId('chart').clientWidth), row = 22, narrow = width < 560;
  const left = narrow ? 122 : 190, right = narrow ? 58 : 190, room = width - left - right, colours = chartColours(), names = chartNames();
  const subject = chart.subject === 'fiber' ? say('fiber') : chart.subject;
  const who = chart.operator === String(UNION) ? say('any_operator') : clipped(DATA.operators[Number(chart.operator)], 40);
  const svg = makeSvg('svg', {viewBox: '0 0 ' + width + ' ' + (rows.length * row + 20), width: width, height: rows.length * row + 20, role: 'img',
    'aria-label': say('chart_label', subject, who, say(chart.counted).toLowerCase(), rows.length)});
  for (let tick = 0; tick <= 100; tick += 25) {
    svg.append(makeSvg('line', {x1: left + room * tick / 100, x2: left + room * tick / 100, y1: 16, y2: rows.length * row + 18, class: 'tick'}),
      makeSvg('text', {x: left + room * tick / 100, y: 11, class: 'tick-text'}, tick + '\u00a0%'));
  }
  rows.forEach((r, i) => {
    const y = 20 + i * row;
    let x = left;
    const name = makeSvg('text', {x: left - 8, y: y + 12, class: 'bar-name'}, clipped(REGIONS.names[r.v], narrow ? 15 : 27));
    name.append(makeSvg('title', {}, clipped(REGIONS.names[r.v], 200)));
    svg.append(name);
    for (let c = r.values.length - 1; c >= 0; c--) {
      const w = r.whole > 0 ? room * r.values[c] / r.whole : 0;
      if (w <= 0) continue;
      const bar = makeSvg('rect', {x: x, y: y, width: w, height: row - 6, fill: colours[c], class: 'bar'});
      bar.append(makeSvg('title', {}, say('chart_row', names[c], number(100 * r.values[c] / r.whole, 1), number(r.values[c], 0))));
      svg.append(bar);
      x += w;
    }
    const figure = number(r.pct, 1) + '\u00a0%' + (narrow ? '' : ' · ' + say('of', number(r.whole - r.values[0], 0), number(r.whole, 0), say(chart.counted === 'persons' ? 'unit_persons' : 'unit_households')));
    svg.append(makeSvg('text', {x: left + room + 8, y: y + 12, class: 'bar-figure'}, figure));
  });
  return svg;
}

function drawChart() {
  const rows = chartRows(), shown = Math.min(rows.length, chart.shown || CHART_SLICE), place = clear(byId('chart'));
  const legend = make('ul', {class: 'legend row'}), names = chartNames(), colours = chartColours();
  for (let c = names.length - 1; c >= 0; c--) legend.append(make('li', {}, swatch(colours[c]), names[c]));
  place.append(legend);
  place.append(drawBars(rows.slice(0, shown)));
  if (shown < rows.length) place.append(moreButton(shown, rows.length, CHART_SLICE, count => {
    chart.shown = count;
    drawChart();
  }));
}

// "Show 25 more" with what is shown now.
function moreButton(shown, whole, slice, show) {
  return make('p', {class: 'more-rows'}, say('shown_of', number(shown, 0), number(whole, 0)) + ' ',
    make('button', {type: 'button', on: {click: () => show(shown + slice)}}, say('more', Math.min(slice, whole - shown))));
}

function drawChartControls() {
  const set = key => value => {
    chart[key] = value;
    if (key === 'subject') chart.counted = value === 'fiber' ? 'households' : 'persons';
    if (key === 'subject') drawChartControls();
    drawChart();
  };
  const subjects = DATA.technologies.map(t => [t.technology, t.technology]);
  if (REGIONS.fiber !== null) subjects.push(['fiber', say('fiber')]);
  const operators = [[String(UNION), say('any_operator')]].concat(DATA.operators.map((name, i) => [String(i), name]));
  clear(byId('chart-controls')).append(
    choice(say('subject'), subjects, chart.subject, set('subject')),
    choice(say('operator'), operators, chart.operator, set('operator')),
    choice(say('counted'), [['persons', say('persons')], ['households', say('households')]], chart.counted, set('counted')),
    choice(say('sorted_by'), [['least', say('sort_least')], ['most', say('sort_most')], ['name', say('sort_name')]], chart.order, set('order')));
}
