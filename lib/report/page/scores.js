// The scoreboard: one card a target.
const UNIT_OF = {fiber_households: 'unit_households', pop_5g: 'unit_persons', access_1gbps: 'unit_persons', infosec_systems: 'unit_systems', eid_accounts: 'unit_persons', digital_signatures: 'unit_persons'};

function stateOf(score) {
  return !score.known ? 'unknown' : score.met ? 'met' : 'missed';
}

// A bar with the target as a line across it.
function bullet(score) {
  const svg = makeSvg('svg', {viewBox: '0 0 200 14', preserveAspectRatio: 'none', class: 'bullet', 'aria-hidden': 'true', focusable: 'false'});
  svg.append(makeSvg('rect', {x: 0, y: 3, width: 200, height: 8, class: 'bullet-back'}));
  if (score.known)
    svg.append(makeSvg('rect', {x: 0, y: 3, width: 2 * Math.min(100, score.value_pct), height: 8, class: 'bullet-value'}));
  svg.append(makeSvg('rect', {x: Math.min(198, Math.max(0, 2 * score.target_pct - 1)), y: 0, width: 2, height: 14, class: 'bullet-target'}));
  return svg;
}

function detail(score) {
  if (score.id === 'fiber_households' && score.known)
    return say('reach_and_use', number(score.reach_pct, 1), number(score.use_pct, 1));
  if (score.maximum_operator_pct !== undefined && score.maximum_operator_pct !== null)
    return say('maximum', number(score.maximum_operator_pct, 1));
  return '';
}

function card(score) {
  const icon = {met: '✓', missed: '✗', unknown: '?'}[stateOf(score)];
  const fraction = score.known
    ? say('of', number(score.numerator, 0), number(score.denominator, 0), say(UNIT_OF[score.id])) : say('no_figure');
  const more = detail(score);
  return make('li', {class: 'card ' + stateOf(score), 'data-id': score.id},
    make('h3', {}, phrase(score.label)),
    make('p', {class: 'value'},
      make('strong', {}, number(score.value_pct, 1) + (score.known ? '\u00a0%' : '')),
      make('span', {class: 'verdict'}, make('span', {'aria-hidden': 'true'}, icon + ' '), phrase(score.verdict))),
    bullet(score),
    make('p', {class: 'fraction'}, fraction, make('span', {class: 'goal'}, say('target_line', number(score.target_pct, 0)))),
    more === '' ? null : make('p', {class: 'more'}, more),
    make('p', {class: 'origin'},
      make('span', {class: 'kind ' + score.kind}, phrase(score.kind_label)), ' ' + date(score.date),
      score.source === '' ? null : make('span', {class: 'from'}, ' · ', named(score.source, 90))));
}

function drawScores() {
  const list = clear(byId('cards'));
  for (const score of DATA.scoreboard) list.append(card(score));
}
