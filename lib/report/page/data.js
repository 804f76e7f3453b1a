// The data, and how numbers and dates are written.
const DATA = JSON.parse(document.getElementById('data').textContent);
const REGIONS = DATA.regions;
const VILLAGES = DATA.villages.shapes.length;
const COMMUNE = VILLAGES + 1;
const UNION = DATA.operators.length;
const DASH = '–';

// As the other outputs round: a tie goes to the even digit.
function rounded(value, decimals) {
  const scale = Math.pow(10, decimals), scaled = Math.abs(value) * scale, whole = Math.floor(scaled);
  if (scaled < 1e9 && scaled - whole === 0.5 && scaled / scale === Math.abs(value))
    return ((whole % 2 === 0 ? whole : whole + 1) / scale * Math.sign(value)).toFixed(decimals);
  return value.toFixed(decimals);
}

function number(value, decimals) {
  if (value === null || value === undefined || !isFinite(value)) return DASH;
  const parts = rounded(value, decimals || 0).split('.');
  const minus = parts[0][0] === '-' && /[1-9]/.test(parts.join(''));
  const digits = parts[0].replace('-', '').replace(/\B(?=(\d{3})+(?!\d))/g, language === 0 ? '.' : ',');
  return (minus ? '-' : '') + digits + (parts.length > 1 ? (language === 0 ? ',' : '.') + parts[1] : '');
}

function date(iso) {
  const parts = iso.split('-');
  if (parts[0] === '0000') return DASH;
  return language === 0 ? parts[2] + '/' + parts[1] + '/' + parts[0] : iso;
}

// The first letters of a long name; whole names are in the title.
function clipped(text, length) {
  const letters = Array.from(text);
  return letters.length > length ? letters.slice(0, length - 1).join('') + '…' : text;
}

function villageName(index) {
  return index === null ? say('no_village') : REGIONS.names[index];
}

// For searching: small letters without marks.
function plain(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

// "x y dx dy …;…" in metres of the frame -> rings of [y, x], as Leaflet's plane has them.
function rings(shape) {
  if (shape === '') return [];
  return shape.split(';').map(text => {
    const numbers = text.split(' ').map(Number), ring = [];
    let x = 0, y = 0;
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      ring.push([y, x]);
    }
    return ring;
  });
}

function bounds(rs) {
  let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  for (const ring of rs)
    for (const [y, x] of ring) {
      west = Math.min(west, x), east = Math.max(east, x);
      south = Math.min(south, y), north = Math.max(north, y);
    }
  return rs.length === 0 ? null : L.latLngBounds([south, west], [north, east]);
}

// Longitude and latitude of a place of the frame, by the nine nodes of the data.
function lonlat(x, y) {
  const u = x / DATA.frame.width_m, v = y / DATA.frame.height_m;
  const weights = s => [(2 * s - 1) * (s - 1), 4 * s * (1 - s), s * (2 * s - 1)];
  const along = weights(u), up = weights(v);
  let lon = 0, lat = 0;
  for (let i = 0; i < 9; i++) {
    const w = along[i % 3] * up[Math.floor(i / 3)];
    lon += w * DATA.lonlat.lon_deg[i];
    lat += w * DATA.lonlat.lat_deg[i];
  }
  return [lon, lat];
}
