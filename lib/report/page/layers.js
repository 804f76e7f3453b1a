// What can be switched on and off, and the legend that goes with it.
const NO_FIBER = '#7b3294', BUILD = '#1b7837';
const view = {technology: '', operator: String(UNION), as: 'classes'};
const groups = {};
let coverPicture = null;

function technologyOf(name) {
  return DATA.technologies.find(t => t.technology === name);
}

function drawCover() {
  if (coverPicture !== null) coverPicture.remove();
  coverPicture = null;
  if (view.as === 'none') return;
  const t = technologyOf(view.technology);
  const uri = view.as === 'dbm' ? t.levels : t.classes[Number(view.operator)];
  coverPicture = L.imageOverlay(uri, extentOf(DATA.pictures), {pane: 'cover', className: 'pixels cover', alt: ''}).addTo(map);
}

function villageLayer() {
  return L.layerGroup(DATA.villages.shapes.map((shape, v) =>
    L.polygon(rings(shape), {color: '#222', weight: 1.2, opacity: 0.8, fillOpacity: 0})
      .on('click', event => openPopup(event.latlng, REGIONS.names[v], villageFigures(v)))));
}

function zoneLayer(t) {
  return L.layerGroup(t.zones.rows.map((zone, i) =>
    L.polygon(rings(t.zones.shapes[i]), {color: '#000', weight: 0.9, opacity: 0.85, fillColor: DATA.colours.levels[zone.level], fillOpacity: 0.12})
      .on('click', event => openPopup(event.latlng, zoneTitle(t, zone), zoneFigures(t, zone)))));
}

// Marks shrink where a pixel is wide: a province has thousands.
function siteRadius() {
  const pixel_m = 1 / map.options.crs.scale(map.getZoom());
  return pixel_m > 80 ? 2 : pixel_m > 45 ? 3.5 : 5;
}

function siteEdge() {
  return siteRadius() < 3 ? 0.4 : 1.4;
}

function scaleMarks() {
  if (groups.sites !== undefined) groups.sites.eachLayer(mark => mark.setStyle({radius: siteRadius(), weight: siteEdge()}));
}

function siteLayer() {
  return L.layerGroup(DATA.sites.map(site =>
    new Mark([site.y, site.x], {mark: DATA.colours.marks[site.operator], radius: siteRadius(), color: '#fff', weight: siteEdge(), opacity: 1, fillColor: DATA.colours.operators[site.operator], fillOpacity: 1})
      .on('click', event => openPopup(event.target.getLatLng(), say('site', clipped(site.id, 60)), siteFigures(site)))));
}

function routeLayer() {
  return L.layerGroup(DATA.fiber.routes.map(route =>
    L.polyline(rings(route.shape), {color: DATA.colours.operators[route.operator], weight: 2.2, opacity: 0.9})
      .on('click', event => openPopup(event.latlng, say('route', clipped(route.id, 60)), routeFigures(route)))));
}

function pointLayer() {
  const point = (p, mark, radius, title) =>
    new Mark([p[4], p[3]], {mark: mark, radius: radius, color: DATA.colours.operators[p[1]], weight: 1.6, fillColor: '#fff', fillOpacity: 1})
      .on('click', event => openPopup(event.target.getLatLng(), title(), pointFigures(p)));
  return L.layerGroup(DATA.fiber.access_points.map(p => point(p, 'circle', 3, () => say('access_point') + ' ' + clipped(p[0], 60)))
    .concat(DATA.fiber.olts.map(p => point(p, 'square', 6, () => say('olt') + ' ' + clipped(p[0], 60)))));
}

function noFiberLayer() {
  return L.layerGroup(DATA.fiber.zones.rows.map(zone =>
    L.polygon(rings(zone.shape), {color: NO_FIBER, weight: 1.8, dashArray: '4 3', fillColor: NO_FIBER, fillOpacity: 0.18})
      .on('click', event => openPopup(event.latlng, say('fiber_zone', zone.rank), fiberZoneFigures(zone)))));
}

function buildoutLayer() {
  return L.layerGroup(DATA.fiber.buildout.rows.map(step =>
    L.polyline(rings(step.shape), {color: BUILD, weight: 3, opacity: 0.95, dashArray: '8 4'})
      .on('click', event => openPopup(event.latlng, say('build_step', step.step), stepFigures(step)))));
}

// Layers from the ground up; `there` tells whether the run has such data.
const OBJECTS = [
  {id: 'relief', there: DATA.relief !== null, on: true, make: () => L.imageOverlay(DATA.relief, extentOf(DATA.relief_extent), {pane: 'relief', alt: ''})},
  {id: 'villages', there: true, on: true, make: villageLayer, mark: () => swatch('#222', 'ring')},
  {id: 'labels', there: true, on: true},
  {id: 'zones', there: true, on: true, make: () => zoneLayer(technologyOf(view.technology)), mark: () => swatch('#000', 'ring')},
  {id: 'nofiber', there: DATA.fiber !== null, on: false, make: noFiberLayer, mark: () => swatch(NO_FIBER, 'ring')},
  {id: 'routes', there: DATA.fiber !== null && DATA.fiber.routes.length > 0, on: false, make: routeLayer, mark: () => swatch('#555', 'line')},
  {id: 'buildout', there: DATA.fiber !== null && DATA.fiber.buildout !== null, on: false, make: buildoutLayer, mark: () => swatch(BUILD, 'line')},
  {id: 'points', there: DATA.fiber !== null, on: false, make: pointLayer, mark: () => markPicture('circle', '#fff')},
  {id: 'sites', there: true, on: true, make: siteLayer, mark: () => markPicture('triangle', '#888')}
].filter(object => object.there);

// Shows what is switched on, in the order of OBJECTS; a layer is made when it is first wanted.
function drawObjects() {
  for (const object of OBJECTS) {
    if (object.make === undefined) continue;
    if (groups[object.id] === undefined) {
      if (!object.on) continue;
      groups[object.id] = object.make();
    }
    groups[object.id].remove();
    if (object.on) groups[object.id].addTo(map);
  }
  labels.shown = OBJECTS.find(object => object.id === 'labels').on;
  labels.sites = OBJECTS.find(object => object.id === 'sites').on;
  placeLabels();
}

function setObject(id, on) {
  OBJECTS.find(object => object.id === id).on = on;
  drawObjects();
}

function setTechnology(name) {
  view.technology = name;
  if (groups.zones !== undefined) groups.zones.remove();
  delete groups.zones;
  drawCover();
  drawObjects();
}

function coverLegend() {
  const list = make('ul', {class: 'legend'});
  if (view.as === 'classes')
    for (let level = 2; level >= 0; level--)
      list.append(make('li', {}, swatch(DATA.colours.levels[level]), phrase(DATA.levels[level])));
  if (view.as !== 'dbm') return list;
  const bands = DATA.bands, ramp = make('li', {class: 'ramp'});
  bands.colours.forEach((colour, i) => {
    const from = bands.from_dbm + (i - 1) * bands.step_db;
    const text = i === 0 ? '<' : i % 2 === 1 ? String(from) : '';
    ramp.append(make('span', {}, swatch(colour), make('span', {}, text)));
  });
  list.append(ramp, make('li', {}, say('dbm_is_union') + ' ' + say('not_heard')));
  return list;
}

function drawLegend() {
  const place = byId('cover-legend');
  clear(place).append(coverLegend());
  byId('operator-choice').hidden = view.as !== 'classes';
}

function coverPart() {
  const operators = [[String(UNION), say('any_operator')]].concat(DATA.operators.map((name, i) => [String(i), name]));
  const who = choice(say('operator'), operators, view.operator, value => {
    view.operator = value;
    drawCover();
  });
  who.id = 'operator-choice';
  return make('fieldset', {}, make('legend', {}, say('coverage')),
    choice(say('technology'), DATA.technologies.map(t => [t.technology, t.technology]), view.technology, setTechnology),
    choice(say('shown_as'), [['classes', say('as_classes')], ['dbm', say('as_dbm')], ['none', say('as_none')]], view.as, value => {
      view.as = value;
      drawCover();
      drawLegend();
    }),
    who, make('div', {id: 'cover-legend'}));
}

function drawPanel() {
  const objects = make('fieldset', {}, make('legend', {}, say('places')));
  for (const object of OBJECTS.slice().reverse()) {
    const label = check(say('layer_' + object.id), object.on, on => setObject(object.id, on), ...(object.mark ? [object.mark()] : []));
    label.firstChild.id = 'layer-' + object.id;
    objects.append(label);
  }
  const who = make('ul', {class: 'legend'});
  DATA.operators.forEach((name, i) => who.append(make('li', {}, operatorMark(i), named(name, 40))));
  clear(byId('panel')).append(coverPart(), objects,
    make('fieldset', {}, make('legend', {}, say('operators')), who),
    make('button', {type: 'button', id: 'whole', on: {click: wholeArea}}, say('whole_area')));
  drawLegend();
  const coarse = Math.max(DATA.villages.tolerance_m, ...DATA.technologies.map(t => t.zones.tolerance_m));
  byId('map-note').textContent = say('pixel_note', number(DATA.pictures.pixel_m, 0)) + (coarse > 0 ? ' ' + say('outline_note', number(coarse, coarse < 1 ? 1 : 0)) : '');
}
