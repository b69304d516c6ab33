/* The self-check of a diploma page: the page reads its own signed record and says whether it tells the truth.

   What the page must hold (the contract with site_templates/registry/diploma.html)
   --------------------------------------------------------------------------------
   Scripts, classic and deferred, in this order:
     strict-json.js, vocabulary.js, nquads.js, credential.js, proof.js, verify-core.js, verify-words.js, log.js, diploma.js
   and before the last words-fr.js or words-en.js, that of the page's own language; or all of these as one file, diploma-page-fr.js
   or diploma-page-en.js (tests/vectors/make_page_script.py). The other's words are fetched from beside it when
   the address asks for that language (#fr, #en); where they cannot be had, the page's own words are said in that place too.
   The words of doubt (doubts-fr.js, doubts-en.js) are fetched when the result needs them; where they cannot be had, the result
   is shown with its tone and says that its sentences could not be loaded.
   On a sealed page unseal.js comes last: what it opens is checked by what is there then.
   <main id="main" data-state="…" data-did="did:web:…" data-did-url="/.well-known/did.json" data-code="CODE">
   <script type="application/json" id="credential">   the published CODE.json with < > & written as \u003c \u003e \u0026
   <script type="text/plain" id="log-proof">   the diploma's proof of the transparency log; absent before there is one
   [data-verification]   one per rendition, its language taken from the nearest [lang]; NOT inside what is hidden (next line).
                         Results are appended to it. It should be aria-live="polite". None on the page: one is made.
       [data-static]     inside it: what is true before or without this script ("not yet checked by your browser").
                         Hidden while a result is shown.
   #diploma, [data-diploma]   the content; hidden when the verdict is `altered` or `unknown-issuer` (any number of them).
   [data-page-state]     the state as the build knew it ("valid", "revoked since …"), anywhere; hidden when the check made now
                         says something else than <main data-state>.
   .rendition[lang]      one per language. Each must show the four values without which it is no diploma, as [data-f]:
                         /credentialSubject/name, /credentialSubject/achievement/name, /awardedDate, /issuer/name.

   [data-f="<JSON pointer>"]   an element whose whole textContent is one signed value: no blank before or after, no other
                         words (units, labels and punctuation stay outside). Child elements such as <bdi> are allowed.
                         A pointer to nothing, or a text that differs, makes the page `altered`.
   [data-format]         beside data-f: how the value is written, in the language of the nearest [lang]:
       (absent)          a string, exactly; a number as "60", "1.5"; true/false as such
       date              "10 juillet 2026", "1er juillet 2026" · "10 July 2026" (the UTC day). The element is <time> and its
                         datetime attribute is the signed value or its first ten characters
       datetime          "10 juillet 2026 à 14:05 UTC" · "10 July 2026 at 14:05 UTC"
       number            "1,5" · "1.5"; no grouping; of a number or of a string that holds one
       language          "fr" → "français" · "French"; "en" → "anglais" · "English"; any other tag as it is
       achievement-type  "Diploma" → "Diplôme" · "Diploma"; list in verify-words.js; any other value as it is
       code              of an address …/d/CODE.json: CODE
       host              of a did:web or of an https address: the host
       fingerprint       of a verificationMethod (DID#z6Mk…): the key's fingerprint, "0123 4567 …", eight groups
       key               of a verificationMethod: the part after #
   [data-f-href="<JSON pointer>"]   on <a>: its href attribute is exactly that signed value (for an e-mail: "mailto:" before it).

   What this script gives back
   ---------------------------
   document.documentElement.dataset.verdict   "checking" while it runs, then one of the nine verdicts
   document.documentElement.dataset.tone      good · warn · bad, as on the verify page (checker.js); good is the only green
   document.documentElement.dataset.official  "yes" when served by the host that the record names, else "no"
   In each [data-verification], with textContent only:
     <div class="verification-result" data-verdict="…" data-tone="…">
       <p class="verdict"><span class="verdict-icon" aria-hidden="true">✓</span> <strong>sentence</strong></p>
       <p class="verdict-meaning">…</p>
       <p class="verdict-note">…</p>            zero or more: other host, opened from a file, page state contradicted …
       <ol class="checks">
         <li class="check" data-check="proof" data-outcome="passed">
           <span class="check-icon" aria-hidden="true">✓</span> <span class="check-outcome">réussi</span>
           <span class="check-name">Signature</span> <span class="check-detail">…</span></li> …
       </ol>
       <p class="verdict-time">Vérifié par ce navigateur le … UTC.</p>   so that a printed sheet says when
     </div>
   The checks are the seven of verify-core.js (parse structure issuer key proof dates status), `log` (the diploma is in the
   transparency log), then two of the page: `copy` (the embedded record is the published CODE.json) and `page` (every [data-f]
   says what the record says).

   The rule for `log`, that of the verify page and of generator/trust/logged.py: it is judged apart, once the signature holds, and
   never changes the verdict, for a log proves when and before whom a diploma was issued, not by whom. But `valid` is green (tone
   good) only if the log check passed or there is no proof: failed, or not checked for want of the log's key, the tone is warn,
   the words are "authentic, with one reservation", and what the build declared is hidden. An absent proof changes nothing:
   the diploma may wait for its place, and whoever can take a proof away has only made the page say "not logged yet". */
'use strict';
(() => {
  const parchemin = globalThis.parchemin;
  const { Malformed, parseJson, canonical, at, checkStructure, parseDid, verify } = parchemin;
  const { logMeans, logCheck } = parchemin;
  const { written, instantText, languageOf, verdictWords, checkWords, noteWords, hasWords } = parchemin;

  const root = document.documentElement;
  const CONTENT = '#diploma, [data-diploma]';
  const MUST_SHOW = ['/credentialSubject/name', '/credentialSubject/achievement/name', '/awardedDate', '/issuer/name'];
  const HIDING = ['altered', 'unknown-issuer'];
  /** Verdicts of the signed material that a graver state declared by the page overrides: a page may take back more than the
      list does, never less. */
  const DECLARED = {
    revoked: { verdict: 'revoked', over: ['valid', 'valid-status-not-checked'] },
    withdrawn: { verdict: 'revoked', over: ['valid', 'valid-status-not-checked'] },
    superseded: { verdict: 'superseded', over: ['valid', 'valid-status-not-checked', 'revoked', 'expired'] },
    expired: { verdict: 'expired', over: ['valid', 'valid-status-not-checked'] },
  };
  const BAD = ['revoked', 'superseded', 'expired', ...HIDING];
  const TONE_ICONS = { good: '✓', warn: '?', bad: '✗' };
  const TIMEOUT = 15_000; // milliseconds

  // ---- what is on the page ------------------------------------------------------------------------------------------

  /** The record inside the page: {text, credential}; credential is null where it is not even of the right form. The text is
      brought back to its canonical form, which is how CODE.json is published. */
  function embedded() {
    const text = document.getElementById('credential').textContent.trim();
    try {
      const credential = parseJson(text);
      checkStructure(credential);
      return { text: canonical(credential), credential };
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return { text, credential: null };
    }
  }

  /** The log's proof inside the page, null without one; the line end that closes it is not embedded. */
  function embeddedProof() {
    const element = document.getElementById('log-proof');
    return element === null ? null : `${element.textContent.trim()}\n`;
  }

  /** Where things are on the official host, and on the host that serves this page. */
  function addresses(credential, main) {
    const official = new URL(credential.id.replace(/\.json$/, '.html'));
    const served = /^https?:$/.test(location.protocol);
    // The site may be a copy in a folder of another host: what stands before our own path there stands before all others.
    const own = [official.pathname, official.pathname.replace(/\.html$/, '')].find((path) => location.pathname.endsWith(path));
    const before = own ? location.pathname.slice(0, -own.length) : '';
    const here = (path) => (served ? new URL(before + path, location.origin) : null);
    const sameHost = location.protocol === 'https:' && location.host === official.host;
    return {
      official: official.href,
      isFile: !served,
      isOfficial: sameHost && location.host === parseDid(credential.issuer.id).host,
      did: here(main.dataset.didUrl ?? parseDid(credential.issuer.id).documentPath),
      list: here(new URL(credential.credentialStatus.statusListCredential).pathname),
      copy: here(new URL(credential.id).pathname),
      log: (path) => here(`/${path}`),
    };
  }

  /** Bytes found at an address of this host, or undefined, whatever the cause: from a file, offline, missing. */
  async function read(url) {
    if (url === null) return undefined;
    try {
      const options = { cache: 'no-cache', credentials: 'omit', mode: 'same-origin', signal: AbortSignal.timeout(TIMEOUT) };
      const response = await fetch(url, options);
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    } catch {
      return undefined;
    }
  }

  async function readText(url) {
    const bytes = await read(url);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  // ---- the two checks of the page -----------------------------------------------------------------------------------

  /** The record inside the page is the published one, byte for byte. */
  function checkCopy(text, published, file) {
    const detail = { file };
    if (published === undefined) return { id: 'copy', outcome: 'not-checked', reason: 'missing', detail };
    const same = new TextDecoder('utf-8', { ignoreBOM: true }).decode(published) === text;
    return { id: 'copy', outcome: same ? 'passed' : 'failed', reason: same ? 'ok' : 'differs', detail };
  }

  const langOf = (element) => languageOf(element.closest('[lang]')?.lang);

  async function saysWhatIsSigned(element, credential) {
    const value = at(credential, element.dataset.f);
    const expected = await written(value, element.dataset.format ?? 'text', langOf(element));
    if (expected === undefined || element.textContent !== expected) return false;
    if (element.localName !== 'time') return true;
    const machine = element.getAttribute('datetime');
    return machine === value || machine === value.slice(0, 10);
  }

  function leadsWhereSigned(element, credential) {
    const value = at(credential, element.dataset.fHref);
    const href = element.getAttribute('href');
    return typeof value === 'string' && (href === value || href === `mailto:${value}`);
  }

  /** The code in the page's own address and markup is that of its record: else a genuine record was put on another's page. */
  function otherCode(credential, main) {
    const code = /([^/]+)\.json$/.exec(credential.id)?.[1];
    const file = decodeURIComponent(location.pathname.split('/').pop()).replace(/\.html$/, '');
    const looksLikeCode = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){4}$/.test(file); // a saved page may have any name
    return (main.dataset.code ?? code) !== code || (looksLikeCode && file !== code);
  }

  /** Every signed value shown says what the record says, and the four indispensable ones are there in each language. */
  async function checkPage(credential, main, proven) {
    const wrong = new Set();
    const shown = [...document.querySelectorAll('[data-f]')];
    for (const element of shown) {
      if (!(await saysWhatIsSigned(element, credential))) wrong.add(element.dataset.f);
    }
    for (const link of document.querySelectorAll('[data-f-href]')) {
      if (!leadsWhereSigned(link, credential)) wrong.add(link.dataset.fHref);
    }
    const renditions = document.querySelectorAll('.rendition');
    for (const scope of renditions.length ? renditions : [document]) {
      for (const pointer of MUST_SHOW) {
        if (at(credential, pointer) !== undefined && !scope.querySelector(`[data-f="${pointer}"]`)) wrong.add(pointer);
      }
    }
    if (otherCode(credential, main)) wrong.add('/id');
    if ((main.dataset.did ?? credential.issuer.id) !== credential.issuer.id) wrong.add('/issuer/id');
    const places = [...wrong].slice(0, 5).join(', '); // where, never what: the text found may be a forger's
    if (wrong.size) return { id: 'page', outcome: 'failed', reason: 'differs', detail: { places } };
    const count = String(shown.length);
    if (!proven) return { id: 'page', outcome: 'not-checked', reason: 'unproven', detail: { count } };
    return { id: 'page', outcome: 'passed', reason: 'ok', detail: { count } };
  }

  /** The diploma's place in the log, where its signature holds. */
  async function checkLog(credential, proof, means) {
    if (proof === null) return { id: 'log', outcome: 'not-checked', reason: 'not-logged', detail: {} };
    return credential === null ? notReached('log') : logCheck(credential, proof, means);
  }

  const notReached = (id) => ({ id, outcome: 'not-checked', reason: 'not-reached', detail: {} });

  // ---- the judgement --------------------------------------------------------------------------------------------------

  /** {verdict, tone, checks, notes, facts} of this page, now. */
  async function examine(main) {
    const { text, credential } = embedded();
    const now = new Date();
    const facts = { time: now, host: location.host, isOfficial: false };
    if (credential === null) {
      const report = await verify({ credentialText: text, now });
      const unreached = ['log', 'copy', 'page'].map(notReached);
      return { ...report, tone: toneOf(report.verdict), checks: [...report.checks, ...unreached], notes: [], facts };
    }
    const where = addresses(credential, main);
    const proof = embeddedProof();
    const [did, list, copy, means] = await Promise.all([
      read(where.did),
      read(where.list),
      read(where.copy),
      proof === null ? null : logMeans(proof, (path) => readText(where.log(path))),
    ]);
    const report = await verify({
      credentialText: text,
      didDocuments: did === undefined ? {} : { [credential.issuer.id]: did },
      statusLists: list === undefined ? {} : { [credential.credentialStatus.statusListCredential]: list },
      now,
    });
    if (did === undefined) withoutKeys(report);
    const log = await checkLog(report.credential, proof, means);
    const ownChecks = [
      checkCopy(text, (await parchemin.unsealed?.(copy)) ?? copy, new URL(credential.id).pathname.split('/').pop()),
      await checkPage(credential, main, report.credential !== null),
    ];
    const verdict = weigh(report.verdict, ownChecks, main.dataset.state);
    return {
      verdict,
      tone: toneOf(verdict, log),
      checks: [...report.checks, log, ...ownChecks],
      notes: notesOn(verdict, report.verdict, where, main.dataset.state, log),
      facts: { ...facts, official: where.official, isOfficial: where.isOfficial },
    };
  }

  /** did.json could not be read: the issuer is not unknown, it could not be asked. */
  function withoutKeys(report) {
    const check = report.checks.find(({ reason }) => reason === 'no-did-document');
    if (!check) return;
    Object.assign(check, { outcome: 'not-checked', reason: 'did-not-fetched' });
    report.verdict = 'cannot-check';
  }

  function weigh(verdict, ownChecks, state) {
    if (ownChecks.some(({ outcome }) => outcome === 'failed')) return 'altered';
    const declared = Object.hasOwn(DECLARED, state ?? '') ? DECLARED[state] : undefined;
    return declared?.over.includes(verdict) ? declared.verdict : verdict;
  }

  function toneOf(verdict, log) {
    if (BAD.includes(verdict)) return 'bad';
    return verdict === 'valid' && (log.outcome === 'passed' || log.reason === 'not-logged') ? 'good' : 'warn';
  }

  function notesOn(verdict, proven, where, state, log) {
    const notes = [];
    if (log.outcome === 'failed' && log.reason !== 'quorum') notes.push('log-failed');
    if (where.isFile) notes.push('file');
    else notes.push(where.isOfficial ? 'official' : 'other-host');
    if (verdict !== proven && proven === 'valid') notes.push('declared-only');
    if (state === 'valid' && ['revoked', 'expired', 'not-yet-valid'].includes(verdict)) notes.push('page-outdated');
    return notes;
  }

  // ---- showing it -----------------------------------------------------------------------------------------------------

  function make(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** Hidden for the eye, the ear and the printer, even where a style sheet sets `display`. */
  function hide(element) {
    element.hidden = true;
    element.dataset.hiddenByCheck = '';
    element.style.setProperty('display', 'none', 'important');
  }

  /** A page saved after a check holds its result: begin again from what the server sent. */
  function reset() {
    for (const old of document.querySelectorAll('.verification-result')) old.remove();
    for (const element of document.querySelectorAll('[data-hidden-by-check]')) {
      element.hidden = false;
      element.style.removeProperty('display');
      delete element.dataset.hiddenByCheck;
    }
    delete root.dataset.official;
    delete root.dataset.tone;
    latest = null;
  }

  function containers(main) {
    const found = [...document.querySelectorAll('[data-verification]')];
    if (found.length === 0) {
      const made = make('section', '');
      made.dataset.verification = '';
      made.setAttribute('aria-live', 'polite');
      main.prepend(made);
      found.push(made);
    }
    for (const container of found) {
      const hiding = container.closest(CONTENT);
      if (hiding) hiding.before(container); // the verdict must not be hidden together with what it is about
    }
    return found;
  }

  function icon(className, sign) {
    const element = make('span', className, sign);
    element.setAttribute('aria-hidden', 'true');
    return element;
  }

  function checkLine(check, lang) {
    const words = checkWords(check, lang);
    const line = make('li', 'check');
    line.dataset.check = check.id;
    line.dataset.outcome = check.outcome;
    line.append(
      icon('check-icon', words.icon), ' ',
      make('span', 'check-outcome', words.outcome), ' ',
      make('span', 'check-name', words.name), ' ',
      make('span', 'check-detail', words.detail),
    );
    return line;
  }

  const worded = (verdict, tone) => (verdict === 'valid' && tone !== 'good' ? 'doubtful' : verdict);

  function resultBox({ verdict, tone, checks, notes, facts }, lang) {
    const box = make('div', 'verification-result');
    box.dataset.verdict = verdict;
    box.dataset.tone = tone;
    const words = verdictWords(worded(verdict, tone), lang);
    const line = make('p', 'verdict');
    line.append(icon('verdict-icon', TONE_ICONS[tone]), ' ', make('strong', '', words.title));
    box.append(line, make('p', 'verdict-meaning', words.meaning));
    for (const note of notes) box.append(make('p', 'verdict-note', noteWords(note, facts, lang)));
    if (checks.length) {
      const list = make('ol', 'checks');
      list.append(...checks.map((check) => checkLine(check, lang)));
      box.append(list);
    }
    const time = instantText(`${facts.time.toISOString().slice(0, 19)}Z`, lang);
    box.append(make('p', 'verdict-time', noteWords('time', { time }, lang)));
    return box;
  }

  // ---- the words of doubt and of the other language, on demand ---------------------------------------------------------------------

  const speaks = (lang) => Object.hasOwn(parchemin.words, lang);
  /** The language, or the one whose words are there. */
  const spoken = (lang) => (speaks(lang) ? lang : Object.keys(parchemin.words)[0]);

  function load(name) {
    const own = document.querySelector('script[src*="diploma-page-"], script[src*="words-"]');
    return new Promise((done) => {
      const script = document.createElement('script');
      script.onload = done;
      script.onerror = done;
      setTimeout(done, TIMEOUT);
      script.src = own.src.replace(/(diploma-page|words)-(fr|en)(?=\.)/, name);
      document.head.append(script);
    });
  }

  /** Fetches what is missing to say the result in a language. */
  async function learn(result, lang) {
    if (!speaks(lang)) await load(`words-${lang}`);
    const { verdict, tone } = result;
    if (speaks(lang) && !hasWords({ ...result, verdict: worded(verdict, tone) }, lang)) await load(`doubts-${lang}`);
  }

  /** Says the result in each place whose words are there; `force`: in the others too, in what words there are. */
  function say(result, force = false) {
    for (const place of document.querySelectorAll('[data-verification]')) {
      const lang = langOf(place);
      if (place.querySelector('.verification-result') || !(speaks(lang) || force)) continue;
      for (const element of place.querySelectorAll('[data-static]')) hide(element);
      const box = resultBox(result, spoken(lang));
      if (!speaks(lang)) box.lang = spoken(lang);
      place.append(box);
    }
  }

  let latest = null;

  /** The language that is shown: the one that the address asks for, else the page's own, which is another than that of its
      words where it was sealed. Both where the browser cannot hide one of them (no :has()). */
  async function sayOther() {
    if (latest === null) return; // `show` comes back to it
    const asked = /^#(fr|en)$/.exec(location.hash)?.[1] ?? languageOf(root.lang);
    const wanted = CSS.supports('selector(:has(*))') ? [asked] : ['fr', 'en'];
    const silent = !wanted.every(speaks);
    await Promise.all(wanted.map((lang) => learn(latest, lang)));
    if (latest !== null) say(latest, silent);
  }

  async function show(result, main) {
    containers(main);
    latest = result;
    if (HIDING.includes(result.verdict)) {
      for (const content of document.querySelectorAll(CONTENT)) hide(content);
    }
    // What the build knew stays only while nothing found now says otherwise; "valid" needs a proof made now.
    const state = main.dataset.state;
    if (HIDING.includes(result.verdict) || (state === 'valid' && result.tone !== 'good')) {
      for (const element of document.querySelectorAll('[data-page-state]')) hide(element);
    }
    // What must not be seen is gone by now, whether or not words of doubt can be had.
    await Promise.all(Object.keys(parchemin.words).map((lang) => learn(result, lang)));
    if (latest !== result) return; // checked again meanwhile
    say(result);
    sayOther();
    if (HIDING.includes(result.verdict)) {
      document.title = verdictWords(result.verdict, spoken(languageOf(root.lang))).title; // the title may name the holder
    }
    root.dataset.official = result.facts.isOfficial ? 'yes' : 'no';
    root.dataset.tone = result.tone;
    root.dataset.verdict = result.verdict;
  }

  /** The buttons that copy the line for a CV, where the browser lets a page write to the clipboard; the line stays there to be
      copied by hand. */
  function offerCopies() {
    for (const button of document.querySelectorAll('[data-copied]')) {
      button.hidden = !navigator.clipboard;
      button.onclick = async () => {
        try {
          await navigator.clipboard.writeText(button.previousElementSibling.textContent);
        } catch {
          return; // refused: the line can be copied by hand
        }
        button.setAttribute('aria-live', 'polite');
        button.textContent = button.dataset.copied;
      };
    }
  }

  async function run() {
    const main = document.getElementById('main') ?? document.body;
    if ('sealed' in main.dataset) return; // nothing to check before it is opened (unseal.js)
    reset();
    root.dataset.verdict = 'checking';
    const facts = { time: new Date(), isOfficial: false };
    let result = { verdict: 'cannot-check', tone: 'warn', checks: [], notes: ['no-record'], facts };
    try {
      if (document.getElementById('credential')) result = await examine(main);
    } catch (error) {
      result.notes = ['internal'];
      console.error(error);
    }
    show(result, main);
  }

  offerCopies();
  run();
  window.addEventListener('hashchange', sayOther);
  document.addEventListener('parchemin:opened', () => {
    offerCopies();
    run();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) run(); // back in history: the result may be days old
  });
})();
