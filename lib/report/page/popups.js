// Figures of what was clicked.
let popup = null;

function openPopup(at, title, content) {
  popup = L.popup({maxWidth: 320, minWidth: 220, maxHeight: 320, autoPanPadding: [12, 12], closeButton: true})
    .setLatLng(at).setContent(make('div', {class: 'figures'}, make('h3', {}, named(title, 80)), content)).openOn(map);
  const cross = popup.getElement().querySelector('.leaflet-popup-close-button');
  cross.setAttribute('aria-label', say('close'));
  cross.title = say('close');
}


// A small table of classes: persons and households of each.
function classTable(layer, region, names, colours) {
  const body = make('tbody', {});
  for (let c = layer.persons.length - 1; c >= 0; c--)
    body.append(make('tr', {}, make('th', {scope: 'row'}, swatch(colours[c]), names[c]),
      make('td', {}, number(layer.persons[c][region], 0)), make('td', {}, number(layer.households[c][region], 0))));
  return make('table', {}, make('thead', {}, make('tr', {}, make('td', {}),
    make('th', {scope: 'col'}, say('persons')), make('th', {scope: 'col'}, say('households')))), body);
}

function operatorShares(layers, key, region) {
  const list = make('ul', {class: 'legend'});
  DATA.operators.forEach((name, i) =>
    list.append(make('li', {}, operatorMark(i), named(name, 30), ' ' + number(layers[i][key][region], 1) + '\u00a0%')));
  return list;
}

function villageFigures(v) {
  const parts = [pairs([[say('code'), named(REGIONS.codes[v], 40)], [say('persons'), number(REGIONS.persons[v], 0)],
    [say('households'), number(REGIONS.households[v], 0)], [say('area_km2'), number(REGIONS.area_km2[v], 2)]])];
  for (const t of DATA.technologies) {
    const layers = REGIONS.coverage[t.technology].layers;
    parts.push(make('h4', {}, t.technology + ': ' + number(layers[UNION].persons_pct[v], 1) + '\u00a0%'),
      classTable(layers[UNION], v, DATA.levels.map(phrase), DATA.colours.levels), operatorShares(layers, 'persons_pct', v));
  }
  for (const question of REGIONS.questions)
    parts.push(pairs([[question.name.replace('_', ' '), number(question.persons_pct[v], 1) + '\u00a0%']]));
  if (REGIONS.fiber !== null)
    parts.push(make('h4', {}, say('fiber') + ': ' + number(REGIONS.fiber.layers[UNION].households_pct[v], 1) + '\u00a0%'),
      classTable(REGIONS.fiber.layers[UNION], v, fiberNames(), DATA.colours.reach));
  return make('div', {}, ...parts);
}

function fiberNames() {
  return [say('fiber_none'), say('fiber_reached'), say('fiber_gigabit')];
}

function zoneTitle(t, zone) {
  return say('zone', zone.rank, t.technology);
}

function position(lon, lat) {
  return number(lat, 5) + '° · ' + number(lon, 5) + '°';
}

function zoneFigures(t, zone) {
  return pairs([[say('village'), named(villageName(zone.village))],
    [say('level'), make('span', {}, swatch(DATA.colours.levels[zone.level]), phrase(DATA.levels[zone.level]))],
    [say('persons'), number(zone.persons, 0)], [say('households'), number(zone.households, 0)],
    [say('area_ha'), number(zone.area_m2 / 1e4, 1)], [say('mean_dbm'), number(zone.mean_rsrp_dbm, 1)],
    [say('min_dbm'), number(zone.min_rsrp_dbm, 1)],
    [say('nearest_site'), zone.site_id === '' ? DASH : named(zone.site_id, 40)],
    [say('site_distance'), number(zone.site_distance_m === null ? null : zone.site_distance_m / 1000, 2)],
    [say('position'), position(zone.lon_deg, zone.lat_deg)]]);
}

function siteFigures(site) {
  const list = make('ul', {class: 'cells'});
  for (const [technology, freq, azimuth, height, eirp, heard, defaulted] of site.cells) {
    const text = say('cell', technology, number(freq, 0), azimuth === null ? say('omni') : say('azimuth', number(azimuth, 0)),
      number(height, 0), number(eirp, 1));
    const notes = [heard ? '' : say('off_air'), defaulted > 0 ? say('defaulted', defaulted) : ''].filter(s => s !== '');
    list.append(make('li', {}, text, notes.length === 0 ? null : make('em', {}, ' (' + notes.join('; ') + ')')));
  }
  return make('div', {}, pairs([[say('operator'), named(DATA.operators[site.operator], 40)],
    [say('position'), position(site.lon_deg, site.lat_deg)]]), make('h4', {}, say('cells')), list);
}

function speed(mbps) {
  return mbps === null ? say('undeclared') : number(mbps, 0) + ' Mb/s';
}

function routeFigures(route) {
  return pairs([[say('operator'), named(DATA.operators[route.operator], 40)],
    [say('technology'), route.technology === '' ? say('undeclared') : route.technology],
    [say('speed'), speed(route.max_down_mbps)], [say('length_m'), number(route.length_m, 0)]]);
}

// Of an access point, or of an OLT, which has no speed and ports.
function pointFigures([, operator, technology, , , mbps, ports, free]) {
  const figures = ports === undefined ? null : ports === null ? say('undeclared') : number(ports, 0) + ' (' + number(free, 0) + ')';
  return pairs([[say('operator'), named(DATA.operators[operator], 40)],
    [say('technology'), technology === '' ? say('undeclared') : technology],
    [say('speed'), mbps === undefined ? null : speed(mbps)], [say('ports'), figures]]);
}

function fiberZoneFigures(zone) {
  return pairs([[say('village'), named(villageName(zone.village))], [say('persons'), number(zone.persons, 0)],
    [say('households'), number(zone.households, 0)],
    [say('distance_m'), number(zone.distance_m, 0) + ' (' + say(zone.along_roads ? 'by_road' : 'straight') + ')'],
    [say('nearest_end'), zone.nearest_id === '' ? DASH : named(zone.nearest_id, 40)],
    [say('operator'), zone.nearest_operator === null ? null : named(DATA.operators[zone.nearest_operator], 40)]]);
}

function stepFigures(step) {
  return pairs([[say('village'), named(villageName(step.village))], [say('length_m'), number(step.length_m, 0)],
    [say('households'), number(step.households, 0)], [say('hh_per_km'), number(step.households_per_km, 1)],
    [say('cumulative_hh'), number(step.cumulative_households, 0)], [say('cumulative_pct'), number(step.cumulative_pct, 1)]]);
}
