// The map: a plane of metres from the south-west corner of the study area. Nothing is fetched.
const map = L.map('map', {
  crs: L.CRS.Simple, preferCanvas: true, attributionControl: false, zoomControl: false, zoomSnap: 0.05, zoomDelta: 0.5,
  wheelPxPerZoomLevel: 120, minZoom: -12, maxZoom: 1, maxBoundsViscosity: 0.8,
  fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false
});
const AREA = L.latLngBounds([0, 0], [DATA.frame.height_m, DATA.frame.width_m]);
const STUDY = DATA.villages.shapes.reduce((all, shape) => {
  const box = bounds(rings(shape));
  return box === null ? all : all.extend(box);
}, L.latLngBounds([]));

function wholeArea() {
  map.fitBounds(STUDY.isValid() ? STUDY : AREA, {padding: [6, 6], animate: false});
}

const zoomControl = L.control.zoom({zoomInText: '+', zoomOutText: '−'}).addTo(map);
const scaleControl = L.control.scale({imperial: false, maxWidth: 140}).addTo(map);

// Pictures lie under everything; classes are multiplied with the relief so that hills show through.
map.createPane('relief').style.zIndex = 150;
map.createPane('cover').style.zIndex = 160;
map.createPane('labels').style.zIndex = 450;
map.getPane('labels').style.pointerEvents = 'none';

function extentOf(e) {
  return L.latLngBounds([e.south_m, e.west_m], [e.north_m, e.east_m]);
}

// Names of villages where there is room, the most populous first.
const labels = {shown: true, sites: true, list: []};

function makeLabels() {
  const found = [], width = ring => ring.reduce((most, p) => Math.max(most, p[1]), 0) - ring.reduce((least, p) => Math.min(least, p[1]), Infinity);
  DATA.villages.shapes.forEach((shape, v) => {
    const rs = rings(shape);
    if (rs.length === 0) return;
    const largest = rs.length === 1 ? rs[0] : rs.reduce((a, b) => (width(b) > width(a) ? b : a));
    found.push({at: middle(largest), text: clipped(REGIONS.names[v], 28), weight: REGIONS.persons[v], width_m: width(largest)});
  });
  labels.list = found.sort((a, b) => b.weight - a.weight);
}

// The centroid of a ring; the middle of its box where that is outside.
function middle(ring) {
  let area = 0, sx = 0, sy = 0;
  ring.forEach(([y1, x1], i) => {
    const [y2, x2] = ring[(i + 1) % ring.length], cross = x1 * y2 - x2 * y1;
    area += cross;
    sx += (x1 + x2) * cross;
    sy += (y1 + y2) * cross;
  });
  return area === 0 ? bounds([ring]).getCenter() : L.latLng(sy / (3 * area), sx / (3 * area));
}

// Names keep off the marks of sites.
function siteBoxes(size) {
  const boxes = [];
  for (const site of DATA.sites) {
    const at = map.latLngToContainerPoint([site.y, site.x]);
    if (at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y) boxes.push([at.x - 6, at.y - 6, at.x + 6, at.y + 6]);
  }
  return boxes.length > 400 ? [] : boxes;
}

function placeLabels() {
  const pane = clear(map.getPane('labels')), size = map.getSize(), taken = labels.sites ? siteBoxes(size) : [];
  const scale = map.options.crs.scale(map.getZoom());
  let room = 150;
  if (!labels.shown) return;
  for (const label of labels.list) {
    const at = map.latLngToContainerPoint(label.at);
    if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
    const half = Array.from(label.text).length * 3.1 + 4;
    if (label.width_m * scale < 0.6 * half) continue; // a name far wider than its village would hide others
    const box = [0, -17, 17].map(dy => [at.x - half, at.y + dy - 8, at.x + half, at.y + dy + 8])
      .find(b => b[0] >= 0 && b[2] <= size.x && !taken.some(t => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]));
    if (box === undefined) continue;
    taken.push(box);
    const node = make('bdi', {class: 'label', 'aria-hidden': 'true'}, label.text);
    L.DomUtil.setPosition(node, map.containerPointToLayerPoint([box[0] + 2, box[1]]));
    pane.append(node);
    if (--room === 0) return;
  }
}

function setZoomWords() {
  const [up, down] = zoomControl.getContainer().querySelectorAll('a');
  for (const [link, key] of [[up, 'zoom_in'], [down, 'zoom_out']]) {
    link.title = say(key);
    link.setAttribute('aria-label', say(key));
  }
}

function showPointer(at) {
  const inside = at !== null && AREA.contains(at);
  const place = inside ? lonlat(at.lng, at.lat) : null;
  byId('pointer').textContent = inside
    ? say('pointer', number(place[0], 5), number(place[1], 5), number(Math.max(1, Math.ceil(DATA.lonlat.error_m)), 0)) : '';
}

function goTo(box, title, content) {
  byId('map-part').scrollIntoView({block: 'start'});
  map.fitBounds(box, {maxZoom: -2.5, padding: [40, 40], animate: false});
  openPopup(box.getCenter(), title, content);
  byId('map').focus({preventScroll: true});
  announce(title);
}

// For paper pictures and shapes are drawn once more on one canvas, as nothing is ever cleared on it: what was cleared on
// the map's own prints as white over the pictures.
function drawSheet(on) {
  const renderer = map._renderer, old = map.getPane('overlayPane').querySelector('.sheet');
  if (old !== null) old.remove();
  if (!on || renderer === undefined) return;
  const at = renderer._bounds.min, size = renderer._bounds.getSize(), sheet = make('canvas', {class: 'sheet', width: size.x, height: size.y});
  const ctx = sheet.getContext('2d'), own = renderer._ctx;
  map.getPane('overlayPane').append(sheet);
  L.DomUtil.setPosition(sheet, at);
  ctx.translate(-at.x, -at.y);
  ctx.imageSmoothingEnabled = false;
  for (const [pane, alpha] of [['relief', 1], ['cover', 0.72]])
    for (const image of map.getPane(pane).querySelectorAll('img')) {
      const corner = L.DomUtil.getPosition(image);
      ctx.globalAlpha = alpha;
      ctx.drawImage(image, corner.x, corner.y, image.width, image.height);
    }
  ctx.globalAlpha = 1;
  renderer._ctx = ctx;
  renderer._draw();
  renderer._ctx = own;
}

map.on('mousemove', event => showPointer(event.latlng));
map.on('mouseout', () => showPointer(null));
map.on('moveend zoomend resize', placeLabels);
map.on('zoomend', scaleMarks);
