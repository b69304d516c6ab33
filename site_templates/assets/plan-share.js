/* A plan that can be kept: as a link, and as a calendar file.

     parchemin.planFragment(person)        -> the text after # ("r=2026-11-25&p=malaria/qualifying,…"), names in the clear
     parchemin.planPerson(fragment, known) -> the person that such a text describes; what `known` lacks is left out
     parchemin.planCalendar(plan, about)   -> the text of an iCalendar file (RFC 5545), and how many dates it has
       about  {offer, titles, examless, host, words, programme, courses, lang, now}; `courses` is the address of the pages of
              courses, `now` the instant of writing "YYYYMMDDThhmmssZ"

   The fragment of an address never leaves the browser. UIDs are those of the site's own calendars,
   COURSE.SESSION.KIND@HOST, so that a calendar program that has both shows each date once. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const DAY = /^\d{4}-\d{2}-\d{2}$/;

  // ---- the link -----------------------------------------------------------------------------------------------------

  function planFragment(person) {
    const list = (values) => values.join(',');
    const fields = [
      ['r', person.registered],
      ['p', list(person.passed.map(({ course, way, percent }) => `${course}/${way}${percent === null ? '' : `:${percent}`}`))],
      ['w', list(person.preferred)],
      ['f', list(person.following.map(([course, session]) => `${course}/${session}`))],
      ['b', person.choices ? String(person.swapped) : ''],
    ];
    return fields.filter(([, value]) => value).map(([name, value]) => `${name}=${value}`).join('&');
  }

  const isDay = (text) => DAY.test(text) && !Number.isNaN(Date.parse(text))
    && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

  function planPerson(fragment, { courses, today }) {
    const fields = new Map(fragment.split('&').map((field) => {
      const place = field.indexOf('=');
      return place < 0 ? [field, ''] : [field.slice(0, place), field.slice(place + 1)];
    }));
    const list = (name) => [...new Set((fields.get(name) ?? '').split(',').filter(Boolean))];
    const registered = isDay(fields.get('r') ?? '') ? fields.get('r') : today;
    const passed = list('p').map((text) => /^([^/:]+)\/([^/:]+)(?::(\d{1,3}))?$/.exec(text)).filter(Boolean)
      .filter(([, course, way]) => courses[course]?.ways.some((one) => one.id === way))
      .map(([, course, way, percent]) => ({
        course, way, percent: percent === undefined ? null : Math.min(100, Number(percent)),
      }));
    const preferred = list('w').filter((course) => Object.hasOwn(courses, course));
    const following = list('f').map((text) => text.split('/')).filter(([course, session]) =>
      Object.hasOwn(courses, course) && courses[course].broadcasts.some((one) => one.id === session));
    const bound = /^\d$/.test(fields.get('b') ?? '');
    return {
      registered, passed, preferred, following,
      choices: bound ? preferred : null,
      swapped: bound ? Number(fields.get('b')) : 0,
    };
  }

  // ---- the calendar -------------------------------------------------------------------------------------------------

  const escape = (text) => text.replace(/\\/g, '\\\\').replace(/;/g, '\\;').replace(/,/g, '\\,').replace(/\r?\n/g, '\\n');

  /** Lines of at most 75 octets, cut between characters (RFC 5545 §3.1). */
  function fold(line) {
    const encoder = new TextEncoder();
    const lines = [''];
    let size = 0;
    for (const character of line) {
      const length = encoder.encode(character).length;
      if (size + length > 75) {
        lines.push(' ');
        size = 1;
      }
      lines[lines.length - 1] += character;
      size += length;
    }
    return lines.join('\r\n');
  }

  const compact = (day) => day.replace(/-/g, '');

  function dayAfter(day) {
    return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  }

  /** The dates of one step: what happens, and its first and last day. */
  function occasions(step, { offer, examless }) {
    const published = offer.courses[step.course].broadcasts.find((one) => one.id === step.session);
    const found = [['session', step.start, step.end]];
    if (step.enrol_by && !step.following) found.push(['enrolment', step.enrol_by, step.enrol_by]);
    if (!examless[step.course].includes(step.session)) {
      const closes = published ? published.closes : step.last;
      found.push(['exam-opens', step.opens, step.opens], ['exam-closes', closes, closes]);
    }
    return found;
  }

  function planCalendar(plan, about) {
    const { words, titles, host, lang } = about;
    const lines = [
      'BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//Parchemin//plan//${lang.toUpperCase()}`, 'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH', `NAME;LANGUAGE=${lang}:${escape(words.calendar(about.programme))}`,
      `X-WR-CALNAME:${escape(words.calendar(about.programme))}`,
    ];
    let count = 0;
    for (const step of plan.steps) {
      const note = words.note(step);
      for (const [kind, start, end] of occasions(step, about)) {
        count += 1;
        const summary = `${words.event[kind](titles[step.course])}${note ? ` (${note})` : ''}`;
        const url = `${about.courses}${step.course}.html`;
        lines.push(
          'BEGIN:VEVENT',
          `UID:${step.course}.${step.session}.${kind}@${host}`,
          `DTSTAMP:${about.now}`,
          `DTSTART;VALUE=DATE:${compact(start)}`,
          `DTEND;VALUE=DATE:${compact(dayAfter(end))}`,
          `SUMMARY;LANGUAGE=${lang}:${escape(summary)}`,
          `DESCRIPTION;LANGUAGE=${lang}:${escape(`${words.planOf(about.programme)}\n${url}`)}`,
          `URL:${url}`,
          `STATUS:${step.expected || step.indicative ? 'TENTATIVE' : 'CONFIRMED'}`,
          'TRANSP:TRANSPARENT',
          'END:VEVENT',
        );
      }
    }
    lines.push('END:VCALENDAR');
    return { text: `${lines.map(fold).join('\r\n')}\r\n`, count };
  }

  Object.assign(parchemin, { planFragment, planPerson, planCalendar });
})();
