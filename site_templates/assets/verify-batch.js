/* Many diplomas at once: a few at a time, into a table that can be saved as CSV.

     new parchemin.Batch(section).run(rows, check)   Promise, when all is done or stopped
         section   the element of verify/batch.html
         rows      [{line, label, given, code, refusal}]; `refusal` (lang) → words where there is nothing to check
         check     (row) → Promise of a finding
   Nothing but the outcome of each row is kept. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { sentences, say, findingWords, dayText, instantText, writeCsv, make, both } = parchemin;

  const AT_ONCE = 6;
  const NEWS = 2_000; // milliseconds between two announcements of the progress
  const SIGNS = { good: '✓', warn: '?', bad: '✗' };

  Object.assign(sentences, {
    'batch-progress': [(f) => `${f.done} vérifiés sur ${f.total}…`, (f) => `${f.done} of ${f.total} checked…`],
    'batch-done': [
      (f) => `Lignes : ${f.total}. Authentiques et valables : ${f.good}. Refusées : ${f.bad}. À regarder de plus près : ${f.warn}.`,
      (f) => `Lines: ${f.total}. Authentic and valid: ${f.good}. Refused: ${f.bad}. To be looked at more closely: ${f.warn}.`,
    ],
    'batch-stopped': [
      (f) => `Arrêté après ${f.done} lignes sur ${f.total} ; les autres ne sont pas vérifiées.`,
      (f) => `Stopped after ${f.done} of ${f.total} lines; the others are not checked.`,
    ],
    'batch-time': [
      (f) => `Contrôle fait par ce navigateur le ${f.time}, d’après l’horloge de cet appareil.`,
      (f) => `Checked by this browser on ${f.time}, by the clock of this device.`,
    ],
    waiting: ['en attente', 'waiting'],
    failed: ['le contrôle s’est interrompu', 'the check broke off'],
  });

  const COLUMNS = {
    fr: ['ligne', 'code', 'verdict', 'résultat', 'titulaire', 'diplôme', 'date du jury', 'sur la même ligne', 'contrôlé le'],
    en: ['line', 'code', 'verdict', 'result', 'holder', 'diploma', 'date of the jury', 'on the same line', 'checked at'],
  };

  /** What is kept of a finding. */
  function outcomeOf(finding) {
    const { credential } = finding;
    const awarded = credential ? (credential.awardedDate ?? credential.validFrom) : '';
    return {
      verdict: finding.outcome === 'report' ? finding.verdict : finding.outcome,
      tone: finding.outcome === 'report' ? finding.tone : 'warn',
      words: (lang) => findingWords(finding, lang).title,
      holder: credential ? credential.credentialSubject.name : '',
      diploma: credential ? credential.credentialSubject.achievement.name : '',
      awarded,
      page: credential || ['withdrawn', 'sealed'].includes(finding.outcome) ? finding.page : null,
      time: `${finding.time.toISOString().slice(0, 19)}Z`,
    };
  }

  const nothing = { holder: '', diploma: '', awarded: '', page: null, time: '' };

  class Batch {
    constructor(section) {
      this.section = section;
      this.body = section.querySelector('tbody');
      this.progress = section.querySelector('progress');
      this.status = section.querySelector('[data-batch-status]');
      this.stop = section.querySelector('[data-stop]');
      this.current = null;
      this.stop.addEventListener('click', () => {
        if (this.current) this.current.stopped = true;
      });
      section.querySelector('[data-save]').addEventListener('click', () => this.save());
    }

    async run(rows, check) {
      if (this.current) this.current.stopped = true;
      const run = { stopped: false, done: 0, counts: { good: 0, warn: 0, bad: 0 }, results: rows.map((row) => ({ row })) };
      this.current = run;
      this.begin(run);
      const seen = new Map(); // the same code twice is read once
      const queue = run.results.entries();
      const work = async () => {
        for (const [place, result] of queue) {
          if (run.stopped) return;
          result.outcome = await this.judge(result.row, check, seen);
          if (run.stopped) return;
          run.done += 1;
          run.counts[result.outcome.tone] += 1;
          this.fill(place, result);
          this.tell(run);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (this.current === run) this.end(run);
    }

    async judge(row, check, seen) {
      if (row.refusal) return { ...nothing, verdict: 'not-a-code', tone: 'bad', words: row.refusal };
      try {
        const same = row.code ?? row;
        if (!seen.has(same)) seen.set(same, check(row).then(outcomeOf));
        return await seen.get(same);
      } catch (error) {
        console.error(error);
        return { ...nothing, verdict: 'cannot-check', tone: 'warn', words: (lang) => say('failed', lang) };
      }
    }

    begin(run) {
      const hasGiven = run.results.some(({ row }) => row.given);
      this.section.querySelector('[data-given]').hidden = !hasGiven;
      this.body.replaceChildren(...run.results.map(({ row }) =>
        make('tr', {},
          make('td', { class: 'num' }, String(row.line)),
          make('th', { scope: 'row', class: 'mono' }, row.label),
          make('td', { class: 'batch-result' }, both((lang) => say('waiting', lang))),
          make('td', {}), make('td', {}), make('td', {}),
          hasGiven ? make('td', {}, row.given) : undefined)));
      this.progress.max = run.results.length;
      this.progress.value = 0;
      this.progress.hidden = false;
      this.stop.hidden = false;
      this.news = 0;
      this.section.hidden = false;
      this.section.dataset.state = 'running';
      this.section.querySelector('[data-batch-time]').replaceChildren();
    }

    fill(place, { row, outcome }) {
      const cells = this.body.rows[place].cells;
      this.body.rows[place].dataset.verdict = outcome.verdict;
      this.body.rows[place].dataset.tone = outcome.tone;
      if (outcome.page) cells[1].replaceChildren(make('a', { href: outcome.page, rel: 'noreferrer' }, row.label));
      cells[2].replaceChildren(
        make('span', { class: 'batch-sign', 'aria-hidden': 'true' }, SIGNS[outcome.tone]), ' ', ...both(outcome.words));
      cells[3].replaceChildren(make('bdi', {}, outcome.holder));
      cells[4].replaceChildren(make('bdi', {}, outcome.diploma));
      if (outcome.awarded) cells[5].replaceChildren(...both((lang) => dayText(outcome.awarded, lang)));
    }

    tell(run) {
      this.progress.value = run.done;
      if (performance.now() - this.news < NEWS) return;
      this.news = performance.now();
      this.status.replaceChildren(...both((lang) => say('batch-progress', lang, { done: run.done, total: run.results.length })));
    }

    end(run) {
      const facts = { done: run.done, total: run.results.length, ...run.counts };
      const key = run.done < run.results.length ? 'batch-stopped' : 'batch-done';
      const instant = `${new Date().toISOString().slice(0, 19)}Z`;
      this.status.replaceChildren(...both((lang) => say(key, lang, facts)));
      this.section.querySelector('[data-batch-time]').replaceChildren(
        ...both((lang) => say('batch-time', lang, { time: instantText(instant, lang) })));
      this.progress.hidden = true;
      this.stop.hidden = true;
      this.section.dataset.state = 'done';
    }

    /** The table as a file, in the language that is shown. French spreadsheets expect semicolons. */
    save() {
      const lang = parchemin.languageOf(document.documentElement.lang);
      const rows = [COLUMNS[lang]];
      for (const { row, outcome } of this.current?.results ?? []) {
        const found = outcome ?? { ...nothing, verdict: '', words: () => say('waiting', lang) };
        rows.push([
          row.line, row.label, found.verdict, found.words(lang), found.holder, found.diploma, found.awarded.slice(0, 10),
          row.given, found.time,
        ]);
      }
      const text = writeCsv(rows, lang === 'fr' ? ';' : ',');
      const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
      make('a', { href: url, download: lang === 'fr' ? 'verification.csv' : 'verification-results.csv' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    }
  }

  Object.assign(parchemin, { Batch });
})();
