/* Draws a finding of checker.js as a report that prints as a receipt. Everything is said in both languages side by side, and the
   style sheet shows one; everything enters the page as text.

     parchemin.drawReport(finding, facts)   the element
         facts   {origin: host that serves this page, or null from a disk; source: [key, facts] of report-words; demonstration}
     parchemin.make(name, attributes, ...children), parchemin.both(say)   small helpers, used by verify-page.js as well

   <article class="report" data-verdict data-tone>
     header .report-head    the seal, the verdict in words [data-report-title]
     dl.four                the four facts: [data-fact=authentic|current|who|whom][data-answer=yes|no|unknown|compare]
     ul.report-notes        what limits the result
     ol.checks              each check, its outcome and what was compared
     dl.circumstances       what, when, by whom, address, digest
     p.actions              open the page, print, begin again */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { say, findingWords, lineWords, dayText, instantText, at, written } = parchemin;
  const LANGUAGES = ['fr', 'en'];
  const SIGNS = { yes: '✓', no: '✗', unknown: '?', compare: '=' };

  /** An element; attributes that are null or undefined are left out. Children are nodes, or text. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(attribute, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
    return element;
  }

  /** A text in both languages. */
  const both = (words) => LANGUAGES.map((lang) => make('span', { lang, 'data-lang': lang }, words(lang)));
  const saying = (key, facts) => both((lang) => say(key, lang, facts));

  const seal = () => document.getElementById('seal').content.cloneNode(true);

  // ---- the four facts -----------------------------------------------------------------------------------------------------

  const outcomes = (finding) => Object.fromEntries(finding.checks.map((check) => [check.id, check]));

  function authentic(finding, { key, proof }) {
    if (finding.verdict === 'altered') return ['no', 'authentic-no'];
    if (finding.credential && finding.unanchored) return ['compare', 'authentic-compare'];
    return proof.outcome === 'passed' && key.outcome === 'passed' ? ['yes', 'authentic-yes'] : ['unknown', 'authentic-unknown'];
  }

  function current(finding, { dates, status }) {
    if (!finding.credential) return ['unknown', 'current-unproven'];
    if (dates.reason === 'clock') return ['unknown', 'current-clock'];
    if (['revoked', 'superseded', 'expired', 'not-yet-valid'].includes(finding.verdict)) return ['no', `current-${finding.verdict}`];
    return status.outcome === 'passed' ? ['yes', 'current-yes'] : ['unknown', 'current-unknown'];
  }

  function fact(id, answer, ...body) {
    return make('div', { class: 'fact', 'data-fact': id, 'data-answer': answer },
      make('dt', {}, saying(id)),
      make('dd', {},
        make('p', { class: 'fact-answer' },
          make('span', { class: 'fact-sign', 'aria-hidden': 'true' }, SIGNS[answer]), ' ',
          make('span', { class: 'fact-word' }, saying(answer === 'yes' && id === 'who' ? 'proven' : answer))),
        body));
  }

  const line = (...children) => make('p', {}, children);
  const strong = (value) => make('p', { class: 'fact-value' }, make('bdi', {}, value));

  function four(finding) {
    const checks = outcomes(finding);
    const { credential } = finding;
    const dates = { list: checks.status.detail['list date'], until: credential?.validUntil, from: credential?.validFrom };
    const inWords = (lang) => Object.fromEntries(Object.entries(dates).map(([name, value]) => [name, value && dayText(value, lang)]));
    const [isAuthentic, whyAuthentic] = authentic(finding, checks);
    const [isCurrent, whyCurrent] = current(finding, checks);
    const list = make('dl', { class: 'four' },
      fact('authentic', isAuthentic, line(saying(whyAuthentic))),
      fact('current', isCurrent, line(both((lang) => say(whyCurrent, lang, inWords(lang))))));
    if (!credential) {
      const claimed = finding.issuerHost ? saying('who-claimed', { host: finding.issuerHost }) : saying('who-unknown');
      list.append(fact('who', 'unknown', line(claimed)), fact('whom', 'unknown', line(saying('whom-unknown'))));
      return list;
    }
    list.append(
      fact('who', finding.tone === 'good' ? 'yes' : 'compare',
        strong(credential.issuer.name),
        make('p', { class: 'fact-host' }, finding.issuerHost),
        make('p', { class: 'fact-key' }, saying('fingerprint'), ' ', make('code', {}, checks.key.detail.fingerprint)),
        make('p', { class: 'fact-help' }, saying('who-help'))),
      fact('whom', 'compare',
        strong(credential.credentialSubject.name),
        make('p', { class: 'fact-help' }, saying('whom-help'))));
    return list;
  }

  /** What was awarded, and when: signed, so shown only where the signature held. */
  async function award({ credential }) {
    if (!credential) return undefined;
    const type = at(credential, '/credentialSubject/achievement/achievementType');
    const kinds = Object.fromEntries(await Promise.all(
      LANGUAGES.map(async (lang) => [lang, (await written(type, 'achievement-type', lang)) ?? say('what', lang)])));
    const { achievement, licenseNumber } = credential.credentialSubject;
    const awarded = credential.awardedDate ?? credential.validFrom;
    return make('dl', { class: 'facts award-facts' },
      make('div', {}, make('dt', {}, both((lang) => kinds[lang])), make('dd', {}, make('bdi', {}, achievement.name))),
      make('div', {}, make('dt', {}, saying('awarded')),
        make('dd', {}, make('time', { datetime: awarded.slice(0, 10) }, both((lang) => dayText(awarded, lang))))),
      licenseNumber && make('div', {}, make('dt', {}, saying('number')), make('dd', {}, make('bdi', {}, licenseNumber))));
  }

  // ---- notes, checks, circumstances ---------------------------------------------------------------------------------------

  function notes(finding, { origin }) {
    const found = [...finding.notes];
    const status = finding.checks?.find(({ id }) => id === 'status');
    if (status?.reason === 'list-missing' && new URL(finding.list).host !== finding.host) found.push('other-host-list');
    if (finding.own && origin !== null) found.push(origin === finding.host ? 'official' : 'served-elsewhere');
    if (found.length === 0) return undefined;
    const facts = { issuerHost: finding.issuerHost, list: finding.list, host: finding.host, origin };
    return make('ul', { class: 'report-notes' }, found.map((note) => make('li', { 'data-note': note }, saying(note, facts))));
  }

  function checks(finding) {
    return [
      make('h3', {}, saying('checks')),
      make('ol', { class: 'checks' }, finding.checks.map((check) => {
        const words = Object.fromEntries(LANGUAGES.map((lang) => [lang, lineWords(check, lang)]));
        return make('li', { class: 'check', 'data-check': check.id, 'data-outcome': check.outcome },
          make('span', { class: 'check-icon', 'aria-hidden': 'true' }, words.fr.icon), ' ',
          make('span', { class: 'check-name' }, both((lang) => words[lang].name)), ' ',
          make('span', { class: 'check-outcome' }, both((lang) => words[lang].outcome)), ' ',
          make('span', { class: 'check-detail' }, both((lang) => words[lang].detail)));
      })),
    ];
  }

  function circumstances(finding, { origin, source }) {
    const row = (key, ...value) => make('div', {}, make('dt', {}, saying(key)), make('dd', {}, value));
    const instant = `${finding.time.toISOString().slice(0, 19)}Z`;
    const address = finding.official ?? (finding.code ? `https://${finding.host}/d/${finding.code}.html` : null);
    return [
      make('h3', {}, saying('circumstances')),
      make('dl', { class: 'circumstances' },
        row('source', saying(...source)),
        row('time', make('time', { datetime: instant }, both((lang) => instantText(instant, lang))), ' ',
          make('span', { class: 'aside' }, '(', saying('time-help'), ')')),
        row('where', origin === null ? saying('where-file') : saying('where-site', { origin })),
        address && (finding.credential || ['withdrawn', 'sealed'].includes(finding.outcome)) ? row('address', make('span', { class: 'mono' }, address)) : undefined,
        finding.sha256 ? row('digest', make('code', {}, finding.sha256)) : undefined),
      make('p', { class: 'note' }, saying('receipt-worth')),
    ];
  }

  function actions(finding) {
    const page = finding.credential || ['withdrawn', 'sealed'].includes(finding.outcome) ? finding.page : null;
    return make('p', { class: 'actions no-print' },
      page ? make('a', { class: 'button', href: page, rel: 'noreferrer' }, saying('open')) : undefined,
      make('button', { class: 'button button-quiet', type: 'button', 'data-print': '' }, saying('print')),
      make('button', { class: 'button button-quiet', type: 'button', 'data-again': '' }, saying('again')));
  }

  async function drawReport(finding, facts) {
    const words = Object.fromEntries(LANGUAGES.map((lang) => [lang, findingWords(finding, lang)]));
    const isReport = finding.outcome === 'report';
    const report = make('article', {
      class: 'report',
      'data-verdict': isReport ? finding.verdict : finding.outcome,
      'data-tone': isReport ? finding.tone : 'warn',
    });
    report.append(
      make('header', { class: 'report-head' }, seal(),
        make('div', {},
          make('p', { class: 'overline' }, saying('receipt')),
          make('h2', { tabindex: '-1', 'data-report-title': '' }, both((lang) => words[lang].title)),
          make('p', { class: 'report-meaning' }, both((lang) => words[lang].meaning)))),
      make('div', { class: 'report-body' },
        isReport ? [four(finding), (await award(finding)) ?? [], notes({ ...finding, notes: withLog(finding) }, facts) ?? [], checks(finding)] : [],
        circumstances(finding, facts),
        actions(finding)));
    return report;
  }

  const withLog = ({ notes: found, checks: all }) =>
    (all.some(({ id, outcome, reason }) => id === 'log' && outcome === 'failed' && reason !== 'quorum') ? [...found, 'log-failed'] : found);

  Object.assign(parchemin, { drawReport, make, both });
})();
