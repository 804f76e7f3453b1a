// Marks of sites: a shape and a colour for each operator, on the map's canvas and in legends.
function markPoints(shape, r) {
  if (shape === 'square') return [[-r, -r], [r, -r], [r, r], [-r, r]].map(p => p.map(c => c * 0.9));
  if (shape === 'triangle') return [[0, -r * 1.2], [r * 1.1, r * 0.8], [-r * 1.1, r * 0.8]];
  return [[0, -r * 1.25], [r * 1.25, 0], [0, r * 1.25], [-r * 1.25, 0]];
}

const Mark = L.CircleMarker.extend({
  _updatePath: function () {
    const renderer = this._renderer, shape = this.options.mark;
    if (shape === 'circle') {
      renderer._updateCircle(this);
      return;
    }
    if (!renderer._drawing || this._empty()) return;
    const ctx = renderer._ctx;
    ctx.beginPath();
    markPoints(shape, this._radius).forEach((p, i) => ctx[i === 0 ? 'moveTo' : 'lineTo'](this._point.x + p[0], this._point.y + p[1]));
    ctx.closePath();
    renderer._fillStroke(ctx, this);
  }
});

function markPicture(shape, colour) {
  const svg = makeSvg('svg', {viewBox: '-8 -8 16 16', class: 'mark', 'aria-hidden': 'true', focusable: 'false'});
  const look = {fill: colour, stroke: '#1a1a1a', 'stroke-width': 1};
  if (shape === 'circle') svg.append(makeSvg('circle', Object.assign({cx: 0, cy: 0, r: 5}, look)));
  else svg.append(makeSvg('polygon', Object.assign({points: markPoints(shape, 5).map(p => p.join(',')).join(' ')}, look)));
  return svg;
}

function operatorMark(index) {
  return markPicture(DATA.colours.marks[index], DATA.colours.operators[index]);
}
