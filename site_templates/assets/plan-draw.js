/* The plan drawn on a time line: an SVG whose every part has a class, so that the style sheet alone decides how it looks.

     parchemin.drawPlan(plan, {words, titles, today}) -> an <svg> element, or null where nothing is planned

   A bar is a broadcast, the hatched end of it the days of the exam. The list beside the drawing says the same. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const NAMESPACE = 'http://www.w3.org/2000/svg';
  const DAY = 86_400_000;
  const WIDTH = 726;
  const HEAD = 34;
  const ROW = 46;
  const FOOT = 40;

  function node(name, attributes = {}, ...children) {
    const element = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  }

  const time = (day) => Date.parse(`${day}T00:00:00Z`);
  const quarterOf = (day) => {
    const [year, month] = day.split('-').map(Number);
    return year * 4 + Math.floor((month - 1) / 3);
  };
  const startOf = (quarter) => Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3, 1);

  function drawPlan(plan, { words, titles, today }) {
    if (!plan.steps.length) return null;
    const jury = plan.edition && `${plan.edition}-01`;
    const days = [today, ...plan.steps.flatMap((step) => [step.start, step.end])];
    if (jury) days.push(jury);
    const last = days.reduce((a, b) => (a > b ? a : b));
    // The end of the period is shown where it is near enough to be compared with the plan.
    if (plan.closes && quarterOf(plan.closes) <= quarterOf(last) + 8) days.push(plan.closes);
    const quarters = days.map(quarterOf);
    const [first, end] = [Math.min(...quarters), Math.max(...quarters) + 1];
    // As wide as its column on a large screen; on a small one it scrolls.
    const wide = Math.max(66, Math.min(130, WIDTH / (end - first)));
    const width = (end - first) * wide;
    const height = HEAD + plan.steps.length * ROW + FOOT;
    const x = (moment) => {
      let quarter = first;
      while (quarter < end - 1 && startOf(quarter + 1) <= moment) quarter += 1;
      const part = (moment - startOf(quarter)) / (startOf(quarter + 1) - startOf(quarter));
      return Math.round(10 * wide * (quarter - first + Math.min(part, 1))) / 10;
    };

    const svg = node('svg', {
      viewBox: `-1 0 ${width + 2} ${height}`, width: width + 2, height, role: 'img', class: 'plan-svg',
      'aria-labelledby': 'plan-svg-title plan-svg-text',
    });
    svg.append(
      node('title', { id: 'plan-svg-title' }, words.drawing),
      node('desc', { id: 'plan-svg-text' }, words.drawingText(plan)),
      node('defs', {}, node(
        'pattern', { id: 'plan-hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        node('rect', { width: 6, height: 6, class: 'plan-exam-ground' }), node('rect', { width: 2.5, height: 6, class: 'plan-exam-line' }),
      )),
    );
    for (let quarter = first; quarter < end; quarter += 1) {
      const left = (quarter - first) * wide;
      const year = Math.floor(quarter / 4);
      const label = words.quarterShort((quarter % 4) + 1);
      svg.append(
        node('line', { x1: left, x2: left, y1: 6, y2: height - FOOT, class: quarter % 4 ? 'plan-grid' : 'plan-grid plan-year' }),
        node('text', { x: left + 6, y: 20, class: 'plan-label' }, quarter % 4 && quarter !== first ? label : `${label} ${year}`),
      );
    }
    plan.steps.forEach((step, place) => {
      const top = HEAD + place * ROW;
      const [from, to] = [x(time(step.start)), x(time(step.end) + DAY)];
      const opens = Math.min(Math.max(x(time(step.opens)), from), to - 4);
      const tone = step.expected ? ' plan-run-expected' : step.indicative ? ' plan-run-indicative' : '';
      // A title that would run out at the right stands before its bar's end.
      const late = from > width - 240;
      const title = node('text', { x: late ? to : from, y: top + 16, class: 'plan-title' }, titles[step.course]);
      if (late) title.setAttribute('text-anchor', 'end');
      svg.append(
        title,
        node('rect', { x: from, y: top + 23, width: Math.max(to - from, 4), height: 13, class: `plan-run${tone}` }),
        node('rect', { x: opens, y: top + 23, width: Math.max(to - opens, 4), height: 13, class: 'plan-exam', fill: 'url(#plan-hatch)' }),
      );
    });
    const mark = (day, kind, label, row) => {
      const place = x(time(day));
      const text = node('text', { x: place, y: height - FOOT + 14 + row * 16, class: `plan-mark-text ${kind}` }, label);
      const anchor = place > width - 110 ? 'end' : place < 40 ? 'start' : 'middle';
      text.setAttribute('text-anchor', anchor);
      svg.append(node('line', { x1: place, x2: place, y1: HEAD - 8, y2: height - FOOT + row * 16 + 2, class: `plan-mark ${kind}` }), text);
    };
    mark(today, 'plan-today', words.today, 0);
    if (jury) mark(jury, 'plan-jury', words.juryMark(plan.edition), 0);
    if (plan.closes && days.includes(plan.closes)) mark(plan.closes, 'plan-closes', words.closesMark, 1);
    return svg;
  }

  parchemin.drawPlan = drawPlan;
})();
