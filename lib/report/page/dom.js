// Making elements. Texts of the data go in as text, never as markup.
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'on') for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (value !== null && value !== false) node.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children)
    if (child !== null) node.append(child);
  return node;
}

function makeSvg(tag, attributes, text) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

// A name from the data: its own direction of writing, and never too long.
function named(text, length) {
  const short = clipped(text, length || 60);
  return make('bdi', {title: short === text ? null : clipped(text, 400)}, short);
}

function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

function announce(text) {
  byId('said').textContent = text;
}

// A labelled choice: options are [value, text].
function choice(label, options, value, change) {
  const select = make('select', {on: {change: () => change(select.value)}});
  for (const [key, text] of options) select.append(make('option', {value: key}, clipped(text, 60)));
  select.value = value;
  return make('label', {}, make('span', {}, label), select);
}

function check(label, value, change, ...marks) {
  const box = make('input', {type: 'checkbox', on: {change: () => change(box.checked)}});
  box.checked = value;
  return make('label', {class: 'check'}, box, ...marks, make('span', {}, label));
}

// Keys and values, one pair a line.
function pairs(rows) {
  const list = make('dl', {});
  for (const [key, value] of rows)
    if (value !== null) list.append(make('dt', {}, key), make('dd', {}, value));
  return list;
}

function swatch(colour, kind) {
  const node = make('span', {class: 'swatch ' + (kind || ''), 'aria-hidden': 'true'});
  if (kind === 'line') node.style.borderTopColor = colour;
  else if (kind === 'ring') node.style.borderColor = colour;
  else node.style.backgroundColor = colour;
  return node;
}
