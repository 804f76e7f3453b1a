// Tables that sort by their headings and show more rows when asked. A column is
// {key, label, value(row) -> number or text (without it there is no sorting), text(row) -> what is shown, kind}.
const SLICE = 20;

function compareBy(column, down) {
  return (a, b) => {
    const x = column.value(a), y = column.value(b);
    if (x === null || y === null) return (x === null) - (y === null); // unknown figures come last
    const order = typeof x === 'string' ? x.localeCompare(y, 'vi') : x - y;
    return down ? -order : order;
  };
}

function heading(table, column, redraw) {
  const sorted = table.sort === column.key;
  const cell = make('th', {scope: 'col', class: column.kind || null, 'aria-sort': sorted ? (table.down ? 'descending' : 'ascending') : 'none'});
  if (column.value === undefined) {
    cell.removeAttribute('aria-sort');
    cell.append(column.label);
    return cell;
  }
  cell.append(make('button', {type: 'button', 'data-key': column.key, on: {click: () => {
    table.down = sorted ? !table.down : column.kind === 'figure' && column.key !== 'rank' && column.key !== 'step';
    table.sort = column.key;
    redraw();
    byId(table.id).querySelector('[data-key="' + column.key + '"]').focus();
    announce(say(table.down ? 'sorted_down' : 'sorted_up', column.label));
  }}}, column.label, make('span', {'aria-hidden': 'true', class: 'arrow'}, sorted ? (table.down ? ' ▼' : ' ▲') : ' ↕')));
  return cell;
}

function drawTable(table, caption, columns, rows, notes) {
  const redraw = () => drawTable(table, caption, columns, rows, notes);
  const place = clear(byId(table.id)), column = columns.find(c => c.key === table.sort);
  const sorted = column === undefined ? rows : rows.slice().sort(compareBy(column, table.down));
  const shown = Math.min(sorted.length, table.shown || SLICE), body = make('tbody', {});
  for (const row of sorted.slice(0, shown)) {
    const line = make('tr', {});
    columns.forEach((c, i) => {
      const cell = c.text(row);
      line.append(i === 0 ? make('th', {scope: 'row', class: c.kind || null}, cell) : make('td', {class: c.kind || null}, cell));
    });
    body.append(line);
  }
  if (rows.length === 0) body.append(make('tr', {}, make('td', {colspan: columns.length}, say('none_found'))));
  const head = make('tr', {});
  for (const c of columns) head.append(heading(table, c, redraw));
  place.append(make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    make('table', {class: 'list'}, make('caption', {}, caption), make('thead', {}, head), body)));
  if (shown < sorted.length) place.append(moreButton(shown, sorted.length, 4 * SLICE, count => {
    table.shown = count;
    redraw();
  }));
  for (const note of notes) place.append(make('p', {class: 'note'}, note));
}

function figure(key, label, value, decimals) {
  return {key: key, label: label, value: value, kind: 'figure', text: row => number(value(row), decimals)};
}

function nameColumn(key, label, value) {
  return {key: key, label: label, value: value, kind: key === 'code' ? 'code' : 'name', text: row => named(value(row), 40)};
}

function mapButton(title, show) {
  return make('button', {type: 'button', class: 'go', 'aria-label': say('show_on_map', clipped(title, 60)), on: {click: show}}, say('show'));
}

const villageTable = {id: 'village-table', sort: 'code', down: false, shown: 0};

function drawVillageTable() {
  const rows = REGIONS.persons.slice(0, VILLAGES).map((persons, v) => v);
  const columns = [nameColumn('name', say('village'), v => REGIONS.names[v]), nameColumn('code', say('code'), v => REGIONS.codes[v]),
    figure('persons', say('persons'), v => REGIONS.persons[v], 0), figure('households', say('households'), v => REGIONS.households[v], 0)];
  for (const t of DATA.technologies) {
    const pct = REGIONS.coverage[t.technology].layers[UNION].persons_pct;
    columns.push(figure('pct' + t.technology, say('covered_pct', t.technology), v => pct[v], 1));
  }
  if (REGIONS.fiber !== null) {
    const layer = REGIONS.fiber.layers[UNION], gigabit = v => (REGIONS.persons[v] > 0 ? 100 * layer.persons[2][v] / REGIONS.persons[v] : null);
    columns.push(figure('reach', say('reached_pct'), v => layer.households_pct[v], 1), figure('gigabit', say('gigabit_pct'), gigabit, 1));
    if (REGIONS.fiber.used_households.some(value => value !== null))
      columns.push(figure('used', say('used'), v => REGIONS.fiber.used_households[v], 0));
  }
  columns.push({key: 'map', label: say('on_map'), text: v => mapButton(REGIONS.names[v], () => showVillage(v))});
  drawTable(villageTable, say('village_table'), columns, rows, []);
}

function showVillage(v) {
  goTo(bounds(rings(DATA.villages.shapes[v])) || AREA, clipped(REGIONS.names[v], 80), villageFigures(v));
}

const zoneTable = {id: 'zone-table', sort: 'rank', down: false, shown: 0};
const filter = {list: '', village: '', level: '', persons: ''};

function villageColumn() {
  return nameColumn('village', say('village'), row => villageName(row.village));
}

function weakZoneColumns(t) {
  return [figure('rank', say('rank'), row => row.rank, 0), villageColumn(),
    {key: 'level', label: say('level'), kind: 'word', value: row => row.level, text: row => make('span', {}, swatch(DATA.colours.levels[row.level]), phrase(DATA.levels[row.level]))},
    figure('persons', say('persons'), row => row.persons, 0), figure('households', say('households'), row => row.households, 0),
    figure('area', say('area_ha'), row => row.area_m2 / 1e4, 1), figure('mean', say('mean_dbm'), row => row.mean_rsrp_dbm, 1),
    figure('distance', say('site_distance'), row => (row.site_distance_m === null ? null : row.site_distance_m / 1000), 2),
    {key: 'map', label: say('on_map'), text: row => mapButton(zoneTitle(t, row), () => showZone(t, row))}];
}

function showZone(t, row) {
  if (view.technology !== t.technology) setTechnology(t.technology);
  OBJECTS.find(object => object.id === 'zones').on = true;
  drawObjects();
  drawPanel();
  goTo(bounds(rings(t.zones.shapes[t.zones.rows.indexOf(row)])) || L.latLngBounds([[row.y, row.x], [row.y, row.x]]), zoneTitle(t, row), zoneFigures(t, row));
}

function showShape(layer, row, title, content) {
  OBJECTS.find(object => object.id === layer).on = true;
  drawObjects();
  drawPanel();
  goTo(bounds(rings(row.shape)) || AREA, title, content);
}

function fiberZoneColumns() {
  return [figure('rank', say('rank'), row => row.rank, 0), villageColumn(),
    figure('households', say('households'), row => row.households, 0), figure('persons', say('persons'), row => row.persons, 0),
    figure('distance', say('distance_m'), row => row.distance_m, 0),
    {key: 'way', label: say('way'), kind: 'word', value: row => Number(row.along_roads), text: row => say(row.along_roads ? 'by_road' : 'straight')},
    nameColumn('nearest', say('nearest_end'), row => row.nearest_id),
    {key: 'map', label: say('on_map'), text: row => mapButton(say('fiber_zone', row.rank), () => showShape('nofiber', row, say('fiber_zone', row.rank), fiberZoneFigures(row)))}];
}

function stepColumns() {
  return [figure('step', say('step'), row => row.step, 0), villageColumn(), figure('zone', say('zone_rank'), row => row.zone_rank, 0),
    figure('households', say('households'), row => row.households, 0), figure('length', say('length_m'), row => row.length_m, 0),
    figure('perkm', say('hh_per_km'), row => row.households_per_km, 1), figure('sum', say('cumulative_hh'), row => row.cumulative_households, 0),
    figure('pct', say('cumulative_pct'), row => row.cumulative_pct, 1),
    {key: 'map', label: say('on_map'), text: row => mapButton(say('build_step', row.step), () => showShape('buildout', row, say('build_step', row.step), stepFigures(row)))}];
}

// Every list of the section: where its rows are, how they are named and shown.
function zoneLists() {
  const lists = DATA.technologies.map(t => ({key: t.technology, label: say('zones_of', t.technology), of: t.zones, columns: () => weakZoneColumns(t), first: 'rank', levels: true}));
  if (DATA.fiber === null) return lists;
  lists.push({key: 'nofiber', label: say('layer_nofiber'), of: DATA.fiber.zones, columns: fiberZoneColumns, first: 'rank'});
  if (DATA.fiber.buildout !== null)
    lists.push({key: 'buildout', label: say('layer_buildout'), of: DATA.fiber.buildout, columns: stepColumns, first: 'step'});
  return lists;
}

function zoneNotes(list) {
  const notes = [];
  if (list.of.rows.length < list.of.count)
    notes.push(say('kept_of', number(list.of.rows.length, 0), number(list.of.count, 0)) +
      (DATA.shapefiles ? ' ' + say('all_in', list.of.file) : ''));
  if (list.of.not_listed_count > 0)
    notes.push(say('not_listed', number(list.of.not_listed_count, 0), number(DATA.method.min_zone_area_m2, 0), number(list.of.not_listed_persons, 0)));
  return notes;
}

function drawZones() {
  const list = zoneLists().find(l => l.key === filter.list), wanted = plain(filter.village), least = parseFloat(filter.persons);
  const counted = row => (row.persons === undefined ? row.households : row.persons);
  const rows = list.of.rows.filter(row => (wanted === '' || plain(villageName(row.village)).includes(wanted)) &&
    (filter.level === '' || !list.levels || row.level === Number(filter.level)) && (isNaN(least) || counted(row) >= least));
  if (!list.columns().some(c => c.key === zoneTable.sort)) zoneTable.sort = list.first;
  drawTable(zoneTable, list.label, list.columns(), rows, zoneNotes(list));
}

function textFilter(key, label, type) {
  const input = make('input', {type: type, id: 'filter-' + key, min: type === 'number' ? 0 : null, on: {input: () => {
    filter[key] = input.value;
    zoneTable.shown = 0;
    drawZones();
  }}});
  input.value = filter[key];
  return make('label', {}, make('span', {}, label), input);
}

function drawZoneControls() {
  const levels = [['', say('all')]].concat([0, 1].map(level => [String(level), phrase(DATA.levels[level])]));
  const redraw = key => value => {
    filter[key] = value;
    zoneTable.shown = 0;
    if (key === 'list') {
      zoneTable.sort = zoneLists().find(l => l.key === value).first;
      zoneTable.down = false;
      drawZoneControls();
    }
    drawZones();
  };
  const controls = clear(byId('zone-controls'));
  controls.append(choice(say('list'), zoneLists().map(l => [l.key, l.label]), filter.list, redraw('list')), textFilter('village', say('filter_village'), 'text'));
  if (zoneLists().find(l => l.key === filter.list).levels) controls.append(choice(say('filter_level'), levels, filter.level, redraw('level')));
  controls.append(textFilter('persons', say('filter_persons'), 'number'),
    make('button', {type: 'button', on: {click: () => {
      Object.assign(filter, {village: '', level: '', persons: ''});
      drawZoneControls();
      drawZones();
    }}}, say('reset')));
}
