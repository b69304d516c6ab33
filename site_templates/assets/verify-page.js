/* The verify page: makes its tools work, and shows what they find. The same script serves /verify/ and the offline file, where
   only the tools that need no network are in the page.

   What the page must hold
   -----------------------
   <main data-host="official host" data-root="../">   data-root only where the site can be read
   h1#fr, h1#en                   the address's fragment chooses the language; French without one
   [data-without-script]          what is true without this script; hidden by it
   [data-tool=code|file|list]     hidden without this script; forms with a field, [data-error] and a submit button
   [data-scan], [data-no-camera], dialog[data-scanner]     see verify-scan.js
   [data-status]                  role=status: that a check is under way
   [data-result]                  where the report goes; the focus moves to its title
   [data-batch]                   see verify-batch.js
   template#seal                  the seal of a report

   ?code=CODE in the address checks that code at once. */
'use strict';
(() => {
  const parchemin = globalThis.parchemin;
  const { Malformed, Checker, Saved, openFile, distinct, textOfFile } = parchemin;
  const { codeIn, codeWords, normalFingerprint, readList } = parchemin;
  const { sentences, say, refusalWords, drawReport, Batch, both, make } = parchemin;

  const MAX_FILES = 500;
  const root = document.documentElement;
  const main = document.getElementById('main');
  const find = (selector, within = document) => within.querySelector(selector);
  const host = main.dataset.host;
  const hasLog = 'log' in main.dataset;
  const served = /^https?:$/.test(location.protocol);
  const site = served && main.dataset.root ? new URL(main.dataset.root, location.href) : null;
  const hosts = site ? [host, location.host] : [host];

  Object.assign(sentences, {
    checking: ['Vérification en cours…', 'Checking…'],
    'too-many-files': [`Choisissez ${MAX_FILES} fichiers au plus.`, `Choose ${MAX_FILES} files at most.`],
    'list-empty': ['Il n’y a aucun code dans cette liste.', 'There is no code in this list.'],
    'list-long': ['Seules les 10 000 premières lignes sont vérifiées.', 'Only the first 10,000 lines are checked.'],
    'left-out': [(f) => `Laissés de côté, car sans diplôme : ${f.names}.`, (f) => `Left out, since without a diploma: ${f.names}.`],
    'no-code': ['Il n’y a pas de code sur cette ligne.', 'There is no code on this line.'],
    internal: ['Le programme de vérification s’est interrompu : rien n’est vérifié.', 'The checking program broke off: nothing is checked.'],
    'did-document': ['clés de l’émetteur', 'issuer’s keys'],
    'status-list': ['liste des révocations', 'list of revocations'],
    'log-proof': ['preuve du journal', 'proof of the log'],
    'log-key': ['clé du journal', 'key of the log'],
    'log-policy': ['règle du journal', 'policy of the log'],
  });

  const state = {
    saved: new Saved(),
    kept: [], // [{name, kind}] of the files in `saved`
    pending: null, // the last diploma from a file: judged again when keys or lists come after it
    turn: 0, // a newer check takes the place of an older one that is still under way
  };

  // ---- language -------------------------------------------------------------------------------------------------------------

  /** The style sheet shows the language by itself; this tells it to screen readers, and to what is saved as a file. */
  const followLanguage = () => {
    root.lang = location.hash === '#en' ? 'en' : 'fr';
  };

  // ---- saying -----------------------------------------------------------------------------------------------------------------

  const fill = (element, words) => element.replaceChildren(...both(words));

  function refuse(error, field, words) {
    fill(error, words);
    error.hidden = false;
    field?.setAttribute('aria-invalid', 'true');
    field?.focus();
  }

  function forgive(error, field) {
    error.hidden = true;
    error.replaceChildren();
    field?.removeAttribute('aria-invalid');
  }

  const result = find('[data-result]');
  const status = find('[data-status]');

  function clear() {
    state.turn += 1;
    result.hidden = true;
    result.replaceChildren();
    status.replaceChildren();
    delete root.dataset.verdict;
  }

  /** Runs one check and shows its report. */
  async function present(source, check) {
    clear();
    const turn = state.turn;
    fill(status, (lang) => say('checking', lang));
    try {
      const finding = await check(new Checker({ host, root: site, saved: state.saved, pinned: pinned() ?? null, hasLog }));
      const report = await drawReport(finding, { origin: site ? location.host : null, source });
      if (turn !== state.turn) return;
      result.append(report);
      root.dataset.verdict = report.dataset.verdict;
    } catch (error) {
      if (turn !== state.turn) return;
      console.error(error);
      result.append(make('p', { class: 'notice notice-bad', tabindex: '-1', 'data-report-title': '' }, both((lang) => say('internal', lang))));
    }
    status.replaceChildren();
    result.hidden = false;
    find('[data-batch]').hidden = true;
    find('[data-report-title]', result).focus();
    result.scrollIntoView({ block: 'start' });
  }

  // ---- by code ------------------------------------------------------------------------------------------------------------------

  const checkCode = (code) => present(['source-code', { code }], (checker) => checker.byCode(code));

  function enableCode(form) {
    const field = find('input', form);
    const error = find('[data-error]', form);
    form.hidden = false;
    field.addEventListener('input', () => forgive(error, field));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const read = codeIn(field.value, hosts);
      if (!read.code) {
        clear();
        refuse(error, field, (lang) => codeWords(read, lang));
        return;
      }
      forgive(error, field);
      field.value = read.code;
      checkCode(read.code);
    });
    const asked = new URLSearchParams(location.search).get('code');
    if (asked !== null) {
      field.value = asked;
      form.requestSubmit();
    }
    parchemin.enableScanner({
      button: find('[data-scan]', form),
      hint: find('[data-no-camera]'),
      dialog: find('[data-scanner]'),
      read: (text) => codeIn(text, hosts),
      found: (code) => {
        field.value = code;
        form.requestSubmit();
      },
    });
  }

  // ---- by file --------------------------------------------------------------------------------------------------------------------

  function keep(found) {
    try {
      if (!state.saved.add(found)) return false;
    } catch {
      found.refusal = 'keys-malformed';
      return true;
    }
    state.kept = [...state.kept.filter(({ name }) => name !== found.name), { name: found.name, kind: found.kind }];
    return true;
  }

  function showKept() {
    const kept = find('[data-kept]');
    kept.hidden = state.kept.length === 0;
    const means = find('[data-means]');
    if (means && state.kept.length) means.open = true;
    find('[data-kept-names]').replaceChildren(...state.kept.flatMap(({ name, kind }, place) => [
      place ? ', ' : '', make('bdi', {}, name), ' (', ...both((lang) => say(kind, lang)), ')',
    ]));
  }

  /** Why files were refused; their names where there are several, or where something else was found. */
  function inWords(problems, lang, alone) {
    if (alone && problems.length === 1) return refusalWords(problems[0].refusal, lang);
    const empty = problems.filter(({ refusal }) => refusal === 'no-diploma');
    const others = problems.filter(({ refusal }) => refusal !== 'no-diploma');
    const lines = others.map(({ name, refusal }) => `${name} — ${refusalWords(refusal, lang)}`);
    if (empty.length) lines.push(say('left-out', lang, { names: empty.map(({ name }) => name).join(', ') }));
    return lines.join(' ');
  }

  const judge = ({ text, proof, sha256 }) => async (checker) => checker.byText(text, { proof, document: await sha256?.() });

  async function takeFiles(files, field, error) {
    forgive(error, field);
    if (files.length > MAX_FILES) {
      refuse(error, field, (lang) => say('too-many-files', lang));
      return;
    }
    const found = [];
    // One after the other: fifty files of 5 MB need not be in memory at once.
    for (const file of files) found.push(...await openFile(file));
    const diplomas = distinct(found.filter((one) => !one.refusal && !keep(one) && one.kind === 'credential'));
    const lists = found.filter(({ kind }) => kind === 'list');
    const problems = found.filter(({ refusal }) => refusal);
    const gained = found.some(({ refusal, kind }) => !refusal && kind !== 'credential' && kind !== 'list');
    showKept();
    if (diplomas.length > 1 || (diplomas.length === 0 && problems.length > 1)) {
      await checkFiles([...diplomas, ...problems]);
      return;
    }
    if (problems.length) {
      clear();
      refuse(error, field, (lang) => inWords(problems, lang, diplomas.length === 0));
    }
    if (diplomas.length) {
      [state.pending] = diplomas;
      await present(['source-file', { name: diplomas[0].name }], judge(diplomas[0]));
    } else if (lists.length && find('[data-tool=list]')) {
      find('#list').value = lists.map(({ text }) => text).join('\n');
      find('[data-tool=list] form').requestSubmit();
    } else if (lists.length) {
      refuse(error, field, (lang) => refusalWords('no-diploma', lang));
    } else if (gained && state.pending) {
      await present(['source-file', { name: state.pending.name }], judge(state.pending));
    } else if (gained) {
      fill(error, (lang) => refusalWords('only-means', lang));
      error.hidden = false;
    }
  }

  function enableFile(section) {
    const field = find('#file', section);
    const error = find('[data-error]', section);
    const zone = find('[data-drop]', section);
    section.hidden = false;
    const take = (files) => takeFiles([...files], field, error).catch((problem) => {
      console.error(problem);
      refuse(error, field, (lang) => say('internal', lang));
    });
    field.addEventListener('change', async () => {
      await take(field.files);
      field.value = ''; // so that choosing the same file again counts
    });
    // A file dropped beside the zone would replace the page.
    addEventListener('dragover', (event) => {
      event.preventDefault();
      zone.dataset.over = '';
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) delete zone.dataset.over;
    });
    addEventListener('drop', (event) => {
      event.preventDefault();
      delete zone.dataset.over;
      if (event.dataTransfer?.files.length) take(event.dataTransfer.files);
    });
    find('[data-forget]', section).addEventListener('click', () => {
      Object.assign(state, { saved: new Saved(), kept: [], pending: null });
      showKept();
      clear();
      field.focus();
    });
    enablePin(find('#pin', section), find('#pin-error', section));
  }

  const pinned = () => normalFingerprint(find('#pin')?.value ?? '');

  function enablePin(field, error) {
    field.addEventListener('change', () => {
      const wrong = field.value.trim() !== '' && pinned() === undefined;
      error.hidden = !wrong;
      field.setAttribute('aria-invalid', String(wrong));
      if (pinned() !== undefined) field.value = pinned();
      if (!wrong && state.pending) present(['source-file', { name: state.pending.name }], judge(state.pending));
    });
  }

  // ---- many -----------------------------------------------------------------------------------------------------------------------

  const batch = new Batch(find('[data-batch]'));

  async function runBatch(rows, check) {
    clear();
    const run = batch.run(rows, check);
    find('#batch-title').focus();
    find('[data-batch]').scrollIntoView({ block: 'start' });
    await run;
  }

  function checkFiles(found) {
    const checker = new Checker({ host, root: site, saved: state.saved, pinned: pinned() ?? null, hasLog });
    const rows = found.map((one, place) => ({
      line: place + 1,
      label: one.name,
      given: '',
      found: one,
      refusal: one.refusal && ((lang) => refusalWords(one.refusal, lang)),
    }));
    return runBatch(rows, ({ found }) => judge(found)(checker));
  }

  function enableList(section) {
    const form = find('form', section);
    const field = find('textarea', form);
    const error = find('[data-error]', form);
    const file = find('#list-file', form);
    section.hidden = false;
    field.addEventListener('input', () => forgive(error, field));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { rows, tooMany } = readList(field.value, hosts);
      forgive(error, field);
      if (rows.length === 0) {
        refuse(error, field, (lang) => say('list-empty', lang));
        return;
      }
      if (tooMany) {
        fill(error, (lang) => say('list-long', lang));
        error.hidden = false;
      }
      const checker = new Checker({ host, root: site, saved: state.saved, quick: true });
      runBatch(
        rows.map((row) => ({
          line: row.line,
          label: row.code ?? row.typed,
          given: row.given,
          code: row.code,
          refusal: row.code ? undefined : (lang) => (row.none ? say('no-code', lang) : codeWords(row, lang)),
        })),
        ({ code }) => checker.byCode(code),
      );
    });
    file.addEventListener('change', async () => {
      const [chosen] = file.files;
      file.value = '';
      if (!chosen) return;
      try {
        field.value = await textOfFile(chosen);
        form.requestSubmit();
      } catch (problem) {
        if (!(problem instanceof Malformed)) throw problem;
        refuse(error, field, (lang) => refusalWords(problem.reason, lang));
      }
    });
  }

  // ---- begin ------------------------------------------------------------------------------------------------------------------------

  function begin() {
    followLanguage();
    addEventListener('hashchange', followLanguage);
    document.addEventListener('click', (event) => {
      if (event.target.closest('[data-print]')) print();
      if (event.target.closest('[data-again]')) {
        clear();
        const first = find('#code') ?? find('#file');
        if (first.id === 'code') first.value = '';
        first.focus();
      }
    });
    find('[data-without-script]').hidden = true;
    const tools = { code: enableCode, file: enableFile, list: enableList };
    for (const tool of document.querySelectorAll('[data-tool]')) {
      if (tool.dataset.tool !== 'file' && !site) continue; // opened from a disk: nothing can be looked up
      tools[tool.dataset.tool](tool);
    }
  }

  begin();
})();
