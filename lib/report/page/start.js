// The language, and what happens when the page opens.
function setLanguage(which) {
  language = which;
  document.documentElement.lang = which === 0 ? 'vi' : 'en';
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll('[data-word-label]')) node.setAttribute('aria-label', say(node.dataset.wordLabel));
  byId('to-vi').setAttribute('aria-pressed', String(which === 0));
  byId('to-en').setAttribute('aria-pressed', String(which === 1));
  const name = clipped(DATA.project.name, 80);
  document.title = name + ' – ' + say('title');
  byId('place').textContent = name;
  byId('subtitle').textContent = say('title') + ' · ' + say('subtitle', DATA.project.commune_code, clipped(DATA.project.period, 40), date(DATA.project.date));
  map.closePopup();
  setZoomWords();
  drawScores();
  drawPanel();
  drawChartControls();
  drawChart();
  drawVillageTable();
  drawZoneControls();
  drawZones();
  drawSources();
}

// On paper the map has a fixed size, and tables show what they show on the screen.
function printSize(on) {
  chart.paper = on;
  byId('map').classList.toggle('paper', on);
  map.invalidateSize({animate: false, pan: false});
  wholeArea();
  drawSheet(on);
  drawChart();
}

const FIRST = DATA.technologies.some(t => t.technology === '5G') ? '5G' : DATA.technologies[0].technology;
view.technology = FIRST;
chart.subject = FIRST;
filter.list = FIRST;
makeLabels();
setLanguage(DATA.project.language === 'en' ? 1 : 0);
map.invalidateSize({animate: false, pan: false}); // the panel beside it stands, so the map has its height
wholeArea();
drawCover();
drawObjects();
startSearch();
for (const form of document.forms) form.addEventListener('submit', event => event.preventDefault());
byId('to-vi').addEventListener('click', () => setLanguage(0));
byId('to-en').addEventListener('click', () => setLanguage(1));
byId('print').addEventListener('click', () => window.print());
window.addEventListener('beforeprint', () => printSize(true));
window.addEventListener('afterprint', () => printSize(false));
let lastWidth = byId('chart').clientWidth;
window.addEventListener('resize', () => {
  if (byId('chart').clientWidth === lastWidth) return;
  lastWidth = byId('chart').clientWidth;
  drawChart();
});
