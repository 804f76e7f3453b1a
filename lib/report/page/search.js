// Search of a village by name or code, with or without marks; arrow keys, Enter, Escape.
const search = {found: [], at: -1};
const SEARCHED = REGIONS.names.slice(0, VILLAGES).map((name, v) => plain(name) + ' ' + plain(REGIONS.codes[v]));

function closeSearch() {
  const input = byId('search');
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
  byId('found').hidden = true;
  search.at = -1;
}

function takeFound(v) {
  byId('search').value = clipped(REGIONS.names[v], 60);
  closeSearch();
  showVillage(v);
}

function drawFound() {
  const input = byId('search'), list = clear(byId('found')), wanted = plain(input.value.trim());
  if (wanted === '') {
    closeSearch();
    return;
  }
  const starts = [], holds = [];
  SEARCHED.forEach((text, v) => {
    if (text.startsWith(wanted)) starts.push(v);
    else if (text.includes(wanted)) holds.push(v);
  });
  search.found = starts.concat(holds).slice(0, 8);
  search.at = -1;
  search.found.forEach((v, i) => list.append(make('li', {role: 'option', id: 'found-' + i, 'aria-selected': 'false',
    on: {mousedown: event => event.preventDefault(), click: () => takeFound(v)}},
  named(REGIONS.names[v], 50), make('span', {class: 'found-code'}, ' ', named(REGIONS.codes[v], 30)))));
  list.hidden = search.found.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
  if (list.hidden) announce(say('found_none'));
}

function moveFound(by) {
  const count = search.found.length;
  if (byId('found').hidden || count === 0) return;
  search.at = (search.at + by + count + (search.at < 0 && by < 0 ? 1 : 0)) % count;
  Array.from(byId('found').children).forEach((node, i) => node.setAttribute('aria-selected', String(i === search.at)));
  byId('search').setAttribute('aria-activedescendant', 'found-' + search.at);
}

function startSearch() {
  const input = byId('search');
  input.addEventListener('input', drawFound);
  input.addEventListener('blur', closeSearch);
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveFound(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && search.found.length > 0 && !byId('found').hidden) takeFound(search.found[Math.max(0, search.at)]);
    else if (event.key === 'Escape') closeSearch();
    else return;
    event.preventDefault();
  });
}
