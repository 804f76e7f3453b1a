"""Chromium without a window, told what to do over a pipe (--remote-debugging-pipe): no port, no driver, no package."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def find():
    """Path of a Chromium, or None."""
    for name in ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'):
        path = shutil.which(name)
        if path:
            return path
    return None


class BrowserError(Exception):
    pass


class Browser:
    """One page in one browser. What it asked for and complained of is in `requests` and `complaints`."""

    def __init__(self, path, limit_s=60):
        self.limit_s = limit_s
        self.requests, self.complaints, self.events = [], [], []
        self.profile = tempfile.mkdtemp(prefix='htscover-browser-')
        to_read, self.to_write = os.pipe()
        self.to_read, to_write = os.pipe()
        # The browser reads commands from descriptor 3 and writes answers to 4.
        words = ['bash', '-c', 'exec 3<&%d 4>&%d; exec "$@"' % (to_read, to_write), 'chromium', path,
                 '--headless=new', '--remote-debugging-pipe', '--user-data-dir=' + self.profile, '--no-first-run',
                 '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--disable-background-networking',
                 '--disable-component-update', '--force-device-scale-factor=1', 'about:blank']
        if os.geteuid() == 0:
            words.append('--no-sandbox')
        self.process = subprocess.Popen(words, pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.last = b'', 0
        self.session = None
        target = next(t for t in self.call('Target.getTargets')['targetInfos'] if t['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network', 'Log', 'DOM'):
            self.call(domain + '.enable')

    def close(self):
        try:
            self.session = None
            self.call('Browser.close')
            self.process.wait(20)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to_read)
        os.close(self.to_write)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _message(self, until):
        while b'\0' not in self.buffer:
            ready, _, _ = select.select([self.to_read], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise BrowserError('the browser did not answer in time')
            got = os.read(self.to_read, 1 << 20)
            if not got:
                raise BrowserError('the browser ended')
            self.buffer += got
        text, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(text)

    def _note(self, message):
        name, what = message.get('method'), message.get('params', {})
        self.events.append(name)
        if name == 'Network.requestWillBeSent':
            self.requests.append(what['request']['url'])
        elif name == 'Runtime.exceptionThrown':
            details = what['exceptionDetails']
            self.complaints.append(details.get('exception', {}).get('description', details['text']))
        elif name == 'Runtime.consoleAPICalled' and what['type'] in ('error', 'warning', 'assert'):
            self.complaints.append(' '.join(str(a.get('value', a.get('description'))) for a in what['args']))
        elif name == 'Log.entryAdded' and what['entry']['level'] in ('error', 'warning'):
            self.complaints.append(what['entry']['text'])

    def call(self, method, **params):
        self.last += 1
        message = {'id': self.last, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.to_write, data):]
        until = time.monotonic() + self.limit_s
        while True:
            got = self._message(until)
            if got.get('id') == self.last:
                if 'error' in got:
                    raise BrowserError('%s: %s' % (method, got['error']['message']))
                return got['result']
            self._note(got)

    def wait_event(self, name):
        until = time.monotonic() + self.limit_s
        while name not in self.events:
            self._note(self._message(until))

    def size(self, width, height, mobile=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def open(self, url):
        """Returns the seconds until the first view: data read, everything drawn, two frames shown."""
        self.events.clear()
        started = time.monotonic()
        self.call('Page.navigate', url=url)
        self.wait_event('Page.loadEventFired')
        self.js('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))')
        return time.monotonic() - started

    def js(self, code):
        """Value of an expression in the page; a promise is waited for."""
        got = self.call('Runtime.evaluate', expression=code, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in got:
            details = got['exceptionDetails']
            raise BrowserError(details.get('exception', {}).get('description', details['text']) + ' in ' + code[:200])
        return got['result'].get('value')

    def frame(self):
        self.js('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))')

    def box(self, selector):
        """x, y, width, height of an element on the screen, scrolled into view."""
        box = self.js('''(() => { const n = document.querySelector(%s); if (n === null) return null;
            n.scrollIntoView({block: 'center'}); const r = n.getBoundingClientRect();
            return [r.x, r.y, r.width, r.height]; })()''' % json.dumps(selector))
        if box is None:
            raise BrowserError('there is no ' + selector)
        return box

    def click_at(self, x, y):
        for kind in ('mouseMoved', 'mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='none' if kind == 'mouseMoved' else 'left',
                      clickCount=0 if kind == 'mouseMoved' else 1)
        self.frame()

    def click(self, selector):
        x, y, width, height = self.box(selector)
        if width <= 0 or height <= 0:
            raise BrowserError(selector + ' has no size')
        self.click_at(x + width / 2, y + height / 2)

    def key(self, key, text=''):
        code = {'Enter': 13, 'Escape': 27, 'ArrowDown': 40, 'ArrowUp': 38, 'Tab': 9, ' ': 32, '+': 187}.get(key, 0)
        extra = {'text': '\r'} if key == 'Enter' else {'text': text} if text else {}
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                      **(extra if kind == 'keyDown' else {}))
        self.frame()

    def type(self, text):
        self.call('Input.insertText', text=text)
        self.frame()

    def choose(self, selector, value):
        """As a person who picks an entry of a select."""
        self.js('''(() => { const n = document.querySelector(%s); n.value = %s;
            n.dispatchEvent(new Event('change', {bubbles: true})); })()''' % (json.dumps(selector), json.dumps(value)))
        self.frame()

    def picture(self, path, whole=False):
        extra = {}
        if whole:
            size = self.call('Page.getLayoutMetrics')['cssContentSize']
            extra = {'captureBeyondViewport': True,
                     'clip': {'x': 0, 'y': 0, 'width': size['width'], 'height': size['height'], 'scale': 1}}
        data = base64.b64decode(self.call('Page.captureScreenshot', format='png', **extra)['data'])
        with open(path, 'wb') as out:
            out.write(data)
        return data

    def clip(self, x, y, width, height):
        """PNG of a part of the screen."""
        clip = {'x': x, 'y': y + self.js('scrollY'), 'width': width, 'height': height, 'scale': 1}
        return base64.b64decode(self.call('Page.captureScreenshot', format='png', clip=clip)['data'])

    def pdf(self, path):
        data = base64.b64decode(self.call('Page.printToPDF', printBackground=True, preferCSSPageSize=True)['data'])
        with open(path, 'wb') as out:
            out.write(data)
        return data
