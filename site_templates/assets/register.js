/* The registration page: countries, the plan that follows from the courses chosen, and the registration itself. */
'use strict';
(() => {
  const form = document.querySelector('[data-letter="registration"]');
  if (!form) return;
  const parchemin = (globalThis.parchemin ??= {});
  const letter = new parchemin.LetterForm(form);
  if (form.hidden) return;
  const { words, settings, lang } = letter;

  // ISO 3166-1; browsers know the names in both languages.
  const COUNTRIES = 'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY '
    + 'BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB '
    + 'GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI '
    + 'KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ '
    + 'NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI '
    + 'SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN '
    + 'VU WF WS YE YT ZA ZM ZW';
  const names = new Intl.DisplayNames([lang], { type: 'region' });
  const countries = COUNTRIES.split(' ').map((code) => [code, names.of(code)]);
  countries.sort((one, other) => one[1].localeCompare(other[1], lang));
  letter.field('country').append(...countries.map(([code, name]) => new Option(name, code)));

  // ---- The plan ----------------------------------------------------------------------------------------------------

  const boxes = [...form.querySelectorAll('input[name="choice"]')];
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);

  /** How far a clause is met by these courses, if all are passed: `generator.rules.registered.could_meet` counts so too. */
  function judged(clause, courses) {
    const have = clause.parts
      ? clause.parts.filter((part) => judged(part, courses).met).length
      : courses.reduce((sum, slug) => sum + (clause.courses[slug] ?? 0), 0);
    return { have, met: have >= clause.needed };
  }

  function euros(cents) {
    const digits = cents % 100 ? 2 : 0;
    const style = { style: 'currency', currency: 'EUR', minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(lang, style).format(cents / 100);
  }

  function cell(tag, text, attributes = {}) {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function row(cells) {
    const element = document.createElement('tr');
    element.append(...cells);
    return element;
  }

  /** Article 641 of the French code of civil procedure: the same day of the month, or its last. */
  function deadline() {
    const now = new Date();
    const months = now.getMonth() + settings.months;
    const last = new Date(now.getFullYear(), months + 1, 0).getDate();
    const day = new Date(now.getFullYear(), months, Math.min(now.getDate(), last));
    return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'fr', { dateStyle: 'long' }).format(day);
  }

  function showRule(courses) {
    const { rule } = settings;
    const clauses = rule.parts && rule.needed === rule.parts.length ? rule.parts : [rule];
    const list = document.createElement('ul');
    list.className = 'letter-rule';
    list.append(...clauses.map((clause) => {
      const { have, met } = judged(clause, courses);
      const item = cell('li', `${clause.words.replace(/[\s\u00a0]*:$/, '')} `);
      item.dataset.met = String(met);
      item.append(cell('span', met ? words.met : words.unmet(have, clause.needed), { class: met ? 'badge badge-met' : 'badge' }));
      return item;
    }));
    form.querySelector('[data-rule]').replaceChildren(list);
  }

  function showPlan(courses) {
    const table = form.querySelector('[data-plan]');
    table.hidden = courses.length === 0;
    const known = courses.map((slug) => settings.courses[slug]);
    known.sort((one, other) => (one.start ?? '9999').localeCompare(other.start ?? '9999'));
    const rows = known.map((course) => row([
      cell('th', course.title, { scope: 'row' }),
      cell('td', (course.dates ?? words.noSession) + (course.indicative ? ` (${words.indicative})` : '')),
      cell('td', course.enrolment ?? '–'),
      cell('td', course.exam ?? '–'),
      cell('td', course.price === null ? words.unknown : euros(course.price), { class: 'num' }),
    ]));
    if (settings.fee) rows.push(row([cell('th', words.fee, { scope: 'row', colspan: '4' }), cell('td', euros(settings.fee), { class: 'num' })]));
    const prices = known.map((course) => course.price).filter((price) => price !== null);
    const sum = euros(prices.reduce((total, price) => total + price, settings.fee ?? 0));
    const total = prices.length < known.length ? words.totalUnknown(sum) : sum;
    rows.push(row([cell('th', words.total, { scope: 'row', colspan: '4' }), cell('td', total, { class: 'num' })]));
    table.querySelector('tbody').replaceChildren(...rows);
  }

  function plan() {
    const courses = chosen();
    const stars = courses.filter((slug) => settings.courses[slug].star).length;
    const sentences = courses.length
      ? [words.chosen(courses.length, stars), judged(settings.rule, courses).met ? words.enough : words.notEnough]
      : [words.none];
    if (settings.months && courses.length) sentences.push(words.until(deadline()));
    form.querySelector('[data-verdict]').textContent = sentences.join(' ');
    showRule(courses);
    showPlan(courses);
  }

  form.addEventListener('change', (event) => {
    if (event.target.name !== 'choice') return;
    letter.field('choices-error').hidden = true;
    plan();
  });
  plan();

  // ---- The registration --------------------------------------------------------------------------------------------

  let last = {};

  /** Whoever corrects an answer keeps the receipt that was shown; somebody else at this screen gets another one. */
  function ownReceipt(email, birth) {
    if (last.email !== email || last.birth !== birth) last = { email, birth, receipt: parchemin.newReceipt() };
    return last.receipt;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    letter.begin();
    const name = letter.names();
    const before = letter.receipt('receipt');
    if (chosen().length === 0) letter.wrong('choices', 'nothingChosen');
    const content = {
      name,
      birth_date: letter.day('birth', 'birth'),
      country: letter.chosen('country'),
      email: letter.email('email'),
      platform_id: letter.line('account'),
      choices: chosen(),
      consents: [...form.querySelectorAll('input[name="consent"]')].map((box) => {
        if (box.required && !box.checked) letter.wrong(box.id, 'tick');
        return { purpose: box.value, version: settings.consents[box.value], given: box.checked };
      }),
    };
    content.receipt = before ?? ownReceipt(content.email, content.birth_date);
    letter.finish('registration', content, content.receipt);
  });
})();
