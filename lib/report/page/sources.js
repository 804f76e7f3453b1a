// Where the figures come from: model, thresholds, parameters, files and their checksums.
function plainTable(caption, heads, rows) {
  const head = make('tr', {}), body = make('tbody', {});
  heads.forEach(text => head.append(make('th', {scope: 'col'}, text)));
  for (const row of rows) {
    const line = make('tr', {});
    row.forEach((cell, i) => line.append(make(i === 0 ? 'th' : 'td', i === 0 ? {scope: 'row'} : {}, cell)));
    body.append(line);
  }
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    make('table', {class: 'list'}, make('caption', {}, caption), make('thead', {}, head), body));
}

function methodPairs() {
  const m = DATA.method, outside = Object.values(m.pairs_outside_validity).reduce((a, b) => a + b, 0), rows = [
    [say('model'), named(m.model, 80)], [say('model_source'), named(m.model_source, 200)],
    [say('model_distance'), number(m.max_distance_m / 1000, 1)], [say('probability'), number(100 * m.location_probability_frac, 0) + '\u00a0%']];
  for (const t of m.technologies)
    rows.push([say('thresholds', t.technology), say('threshold_text', number(t.covered_dbm, 0), number(t.good_dbm, 0))]);
  if (m.land_cover !== null && m.receiver_gap_m !== undefined) rows.push([say('receiver_gap'), number(m.receiver_gap_m, 0)]);
  rows.push([say('receiver'), number(m.receiver_height_agl_m, 1)], [say('resolution'), number(m.resolution_m, 0)],
    [say('losses'), number(m.body_loss_db, 1) + ' + ' + (m.building_entry === 'none' ? number(m.entry_loss_db, 1) : m.building_entry)],
    [say('drop'), number(m.max_drop_m, 0)],
    [say('fiber_method'), DATA.fiber === null ? null : say(DATA.fiber.method === 'roads' ? 'by_road' : 'straight')],
    [say('gigabit_above'), number(m.gigabit_above_mbps, 0)], [say('min_zone'), number(m.min_zone_area_m2, 0)],
    [say('scaled'), say(m.scale_to_declared ? 'yes' : 'no')], [say('outside_validity'), number(outside, 0) + ' / ' + number(m.pairs_count, 0)],
    [say('crs'), DATA.project.working_crs]);
  return pairs(rows);
}

// Every parameter by its key, for those who check.
function allParameters() {
  const lines = [];
  const walk = (value, key) => {
    if (value !== null && typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) walk(inner, key === '' ? name : key + '.' + name);
    else lines.push(key + ' = ' + String(value));
  };
  walk(DATA.method, '');
  if (DATA.fiber !== null) walk(DATA.fiber.parameters, 'fiber');
  return make('details', {}, make('summary', {}, say('all_parameters')), make('pre', {tabindex: '0'}, lines.join('\n')));
}

function inputTable() {
  return plainTable(say('inputs_title'), [say('file'), say('role'), say('rows_read'), say('rows_kept'), say('rows_refused'), say('checksum')],
    DATA.inputs.map(file => [named(file.path, 80), file.role, number(file.read_count, 0), number(file.kept_count, 0), number(file.refused_count, 0),
      make('code', {class: 'sum'}, file.sha256)]));
}

function defaultTable() {
  return plainTable(say('defaults_title'), [say('operator'), say('cells_count'), say('field')],
    DATA.operator_cells.map(o => [named(o.operator, 60), number(o.cells_count, 0),
      Object.entries(o.defaulted_count).map(([field, count]) => field + ': ' + number(count, 0)).join(', ') || say('nothing_defaulted')]));
}

function drawSources() {
  const f = DATA.findings;
  clear(byId('source-parts')).append(
    make('p', {class: 'note'}, say('model_note') + ' ' + say('privacy_note')),
    make('p', {class: 'note'}, say('findings', number(f.error, 0), number(f.anomaly, 0), number(f.repair, 0))),
    make('h3', {}, say('method_title')), methodPairs(), allParameters(), inputTable(), defaultTable());
  byId('footer').textContent = say('footer', DATA.tool.name, DATA.tool.version);
}
