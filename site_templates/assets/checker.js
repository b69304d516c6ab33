/* From a code or a diploma's text to a finding: fetches what this site publishes, takes the rest from files that the reader
   chose, has `verify` judge, and says where each means of judging came from.

     new parchemin.Checker({host, root, saved, pinned, clock, quick, hasLog})
        host     the official host of this site, as signed into its diplomas
        root     URL of the site's root, or null where nothing can be fetched (a page opened from a disk)
        saved    parchemin.Saved: keys, status lists and proofs from files
        pinned   the fingerprint that the reader knows from elsewhere, or null
        clock    () → Date, the reader's
        hasLog   whether this site publishes a transparency log: a diploma without a proof is then said to have none
     checker.byCode(code)           Promise of a finding; `quick` leaves the log out, which costs one more request
     checker.byText(text, {proof})  Promise of a finding; `proof` is the text of a proof of the log
     new parchemin.Saved()          .add(evidence) → whether it was a means of judging: keys, a list, a proof, the log's key

   A finding is {outcome, time, …}:
        unknown-code   the site has no diploma of that code          {code}
        withdrawn      its page says that its holder no longer shares it {code, page}
        sealed         what is published of it is ciphertext         {code, page}
        unreachable    the site did not answer                        {code}
        report         {verdict, checks, credential, tone, notes, code, page, host, list, sha256}
           tone        good · warn · bad; good only if every check passed with means that the reader can trust
           notes       slugs of report-words: keys-from-file, list-from-file, pinned, own-keys-missing …
           page        address of the diploma's page, here or on its own host; null where unknown

   Keys of this site's own host are taken from the site whenever it answers: a did.json that came along with a diploma would let
   anybody vouch for themselves. No DOM; `fetch` is the only effect. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, hex, sha256, checkStructure, parseDid, verify } = parchemin;
  const RDFC = 'eddsa-rdfc-2022';

  const TIMEOUT = 15_000; // milliseconds
  const MAX_CREDENTIAL = 1_000_000;
  const MAX_DID = 65_536;
  const MAX_LIST = 4_000_000;
  const MAX_PAGE = 2_000_000;
  const MAX_DIGESTS = 2_000_000;
  const CLOCK_TOLERANCE = 26 * 3_600_000; // a day, and a clock set to another zone
  /** Names that nobody can own (RFC 2606, RFC 6761): what is issued under them is for show. */
  const RESERVED = /(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(org|com|net)$|^127\.0\.0\.1$/;

  /** What of the log may come from files that the reader chose. */
  const LOG_FILES = { 'log/vkey': 'log-key', 'log/policy': 'log-policy' };
  const COMPROMISED = 'log/compromised.json';

  /** Keys and lists from files, by the did and the address that they themselves name; `verify` holds them to that. */
  class Saved {
    constructor() {
      this.didDocuments = new Map();
      this.statusLists = new Map();
      this.log = new Map(); // 'log-proof', 'log-key', 'log-policy'
    }

    add({ kind, text }) {
      if (kind.startsWith('log-')) {
        this.log.set(kind, text);
        return true;
      }
      if (kind !== 'did-document' && kind !== 'status-list') return false;
      const { id } = parseObject(text, MAX_LIST);
      if (typeof id === 'string') (kind === 'did-document' ? this.didDocuments : this.statusLists).set(id, text);
      return true;
    }
  }

  /** {bytes} · {missing: true} · {} where the site did not answer; and what its clock said. */
  async function read(url, maxBytes) {
    try {
      const options = { cache: 'no-cache', credentials: 'omit', mode: 'same-origin', signal: AbortSignal.timeout(TIMEOUT) };
      const response = await fetch(url, options);
      if (response.status === 404 || response.status === 410) return { missing: true };
      if (!response.ok) return {};
      return { bytes: await bounded(response.body, maxBytes), date: dateOf(response.headers) };
    } catch {
      return {};
    }
  }

  async function bounded(stream, maxBytes) {
    const parts = [];
    let length = 0;
    for (let reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) {
        reader.cancel().catch(() => {});
        throw new Malformed('too-large');
      }
      parts.push(value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** When the host answered, by its own clock; a cache adds how long it kept the answer. */
  function dateOf(headers) {
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date + 1_000 * Number(headers.get('age') ?? 0);
  }

  class Checker {
    constructor({ host, root, saved = new Saved(), pinned = null, clock = () => new Date(), quick = false, hasLog = false }) {
      Object.assign(this, { host, root, saved, pinned, clock, quick, hasLog });
      this.answers = new Map(); // one request for the keys and the lists, however many diplomas are checked
      this.pages = new Map();
    }

    /** The site's own file, once. */
    get(path, maxBytes) {
      if (this.root === null) return Promise.resolve({});
      const url = new URL(path.replace(/^\//, ''), this.root).href;
      if (!this.answers.has(url)) this.answers.set(url, read(url, maxBytes));
      return this.answers.get(url);
    }

    async byCode(code) {
      const url = new URL(`d/${code}.json`, this.root);
      const { bytes, missing, date } = await read(url, MAX_CREDENTIAL);
      const seen = { code, time: this.clock(), host: this.host };
      if (missing) {
        const { state } = await this.readPage(code);
        return state === 'withdrawn' ? { ...seen, outcome: 'withdrawn', page: this.pageOf(code) } : { ...seen, outcome: 'unknown-code' };
      }
      if (bytes === undefined) return { ...seen, outcome: 'unreachable' };
      if (/^\s*\{"ciphertext":/.test(new TextDecoder().decode(bytes.subarray(0, 40)))) return { ...seen, outcome: 'sealed', page: this.pageOf(code) };
      const published = this.quick ? {} : await this.readPage(code);
      const finding = await this.byText(bytes, { date, proof: this.proofOf(published, bytes) });
      if (!finding.id || finding.id === `https://${this.host}/d/${code}.json`) return { ...finding, code };
      // A genuine diploma at the address of another one.
      finding.checks.push({ id: 'code', outcome: 'failed', reason: 'differs', detail: { code } });
      return { ...finding, code, verdict: 'altered', tone: 'bad', credential: null };
    }

    async byText(credentialText, { date, proof, document } = {}) {
      const time = this.clock();
      const claimed = structured(credentialText);
      const trusted = { didDocuments: {}, statusLists: {}, pinned: this.pinned, now: time };
      const finding = { outcome: 'report', time, host: this.host, notes: [], code: undefined, page: null };
      if (claimed) Object.assign(finding, await this.gather(claimed, trusted));
      const given = { credentialText, ...trusted };
      Object.assign(finding, await verify(given));
      if (!this.quick) await this.judgeFormerKey(finding, given, proof ?? this.saved.log.get('log-proof'));
      const unanswered = finding.checks.find(({ reason }) => reason === 'no-did-document');
      if (unanswered && finding.own) withoutKeys(finding, unanswered, this.root === null ? 'no-keys-chosen' : 'own-keys-missing');
      else if (unanswered) finding.notes.push('other-host-keys');
      this.judgeClock(finding, date ?? finding.date);
      if (finding.credential) {
        finding.sha256 = hex(await sha256(canonical(finding.credential)));
        if (![finding.credential.proof].flat().some(({ cryptosuite }) => cryptosuite === RDFC)) finding.notes.push('no-rdfc');
        await this.judgeLog(finding, proof ?? this.saved.log.get('log-proof'));
      }
      if (finding.verdict === 'revoked' && finding.own && (await this.readPage(finding.code)).state === 'superseded') {
        finding.verdict = 'superseded';
      }
      finding.unanchored = finding.notes.includes('keys-from-file') && this.pinned === null;
      if (finding.unanchored && finding.verdict.startsWith('valid')) {
        // Whoever forges a diploma forges a did.json to go with it (as generator/trust/bundle.py has it).
        finding.verdict = 'cannot-check';
        finding.conditional = true;
      }
      finding.tone = toneOf(finding);
      if (document !== undefined && finding.credential) await this.judgeDocument(finding, document);
      return finding;
    }

    /** What is printed on a PDF is not what is signed. A school that publishes the digests of its documents tells an edited copy from
        its own; the site is asked for all digests that begin alike, so that it does not learn whose document it is. Before that
        for the notice that it publishes any: what is not there is not asked for. */
    async judgeDocument(finding, digest) {
      finding.notes.push('document');
      const notice = finding.own ? await this.get('documents/digests.txt', 100) : {};
      if (notice.bytes === undefined || new TextDecoder().decode(notice.bytes) !== 'listed\n') return;
      const { bytes } = await this.get(`documents/digests/${digest.slice(0, 2)}.txt`, MAX_DIGESTS);
      const listed = bytes === undefined ? '' : new TextDecoder().decode(bytes);
      if (!/^([0-9a-f]{64}\n)*$/.test(listed) || bytes === undefined) return; // a host that answers every address with some page
      const ours = listed.includes(`${digest}\n`);
      finding.notes.push(ours ? 'document-published' : 'document-unknown');
      if (!ours && finding.tone === 'good') finding.tone = 'warn';
    }

    /** Finds the keys and the list of a diploma, this site's own before saved ones, and notes where they came from. */
    async gather(claimed, trusted) {
      const did = claimed.issuer.id;
      const list = claimed.credentialStatus.statusListCredential;
      const issuer = parseDid(did);
      const own = issuer.host === this.host;
      const found = { own, id: claimed.id, list, issuerHost: issuer.host, notes: [], ...this.address(claimed) };
      const keys = own ? await this.get(issuer.documentPath, MAX_DID) : {};
      const address = new URL(list);
      const bits = address.host === this.host ? await this.get(address.pathname, MAX_LIST) : {};
      found.date = keys.date;
      if (keys.bytes) trusted.didDocuments[did] = keys.bytes;
      else if (this.saved.didDocuments.has(did)) {
        trusted.didDocuments[did] = this.saved.didDocuments.get(did);
        found.notes.push('keys-from-file');
      }
      if (bits.bytes) trusted.statusLists[list] = bits.bytes;
      else if (this.saved.statusLists.has(list)) {
        trusted.statusLists[list] = this.saved.statusLists.get(list);
        found.notes.push('list-from-file');
      }
      if (this.pinned !== null) found.notes.push('pinned');
      if (RESERVED.test(issuer.host.replace(/:\d+$/, ''))) found.notes.push('reserved-host');
      return found;
    }

    /** The code in a diploma's own address, and the page where its state can be read. */
    address(claimed) {
      const url = new URL(claimed.id);
      const code = /^\/d\/([^/]+)\.json$/.exec(url.pathname)?.[1];
      const read = code === undefined ? undefined : parchemin.readCode(code).code;
      if (read === undefined || read !== code) return { official: null };
      const official = `https://${url.host}/d/${code}.html`;
      const here = url.host === this.host && this.root !== null;
      return { code, official, page: here ? this.pageOf(code) : official };
    }

    pageOf(code) {
      return new URL(`d/${code}.html`, this.root).href;
    }

    /** {state, proof, diploma} of the register's page: a status list knows neither "superseded" nor "withdrawn". */
    readPage(code) {
      if (code === undefined || this.root === null) return Promise.resolve({});
      if (!this.pages.has(code)) this.pages.set(code, this.fetchPage(code));
      return this.pages.get(code);
    }

    async fetchPage(code) {
      const { bytes } = await read(new URL(`d/${code}.html`, this.root), MAX_PAGE);
      if (bytes === undefined) return {};
      const text = new TextDecoder().decode(bytes);
      const main = /<main\b[^>]{0,600}>/.exec(text)?.[0] ?? '';
      if (!main.includes(`data-code="${code}"`)) return {}; // a host that answers every address with some page
      const state = /\bdata-state="([a-z-]+)"/.exec(main)?.[1];
      return { state, proof: parchemin.proofInPage(text), diploma: parchemin.diplomaInPage(text) };
    }

    /** The proof that a page carries, unless it holds another text: one that was signed anew since is another diploma to the
        log. */
    proofOf({ proof, diploma }, text) {
      const [one, other] = [diploma, text].map((each) => (each === undefined ? undefined : structured(each)));
      return one && other && canonical(one) !== canonical(other) ? undefined : proof;
    }

    /** The text of a file of the log: this site's own, or one that was chosen. */
    async logFile(finding, path) {
      const { bytes } = finding.own ? await this.get(path, MAX_PAGE) : {};
      return bytes === undefined ? this.saved.log.get(LOG_FILES[path]) : new TextDecoder().decode(bytes);
    }

    /** The diploma's place in the transparency log. For a file that was chosen no page is fetched: the site would learn whose. */
    async judgeLog(finding, proof) {
      if (!parchemin.logCheck || finding.checks.some(({ id }) => id === 'log')) return;
      if (proof !== undefined) {
        const means = await parchemin.logMeans(proof, (path) => this.logFile(finding, path));
        finding.checks.push(await parchemin.logCheck(finding.credential, proof, means));
      } else if (this.hasLog && finding.own && !this.quick) {
        finding.checks.push({ id: 'log', outcome: 'not-checked', reason: 'not-logged', detail: {} });
      }
    }

    /** A key that did.json does not list may have been stolen later: then the log vouches for what it held before. */
    async judgeFormerKey(finding, given, proof = '') {
      if (!this.hasLog || !finding.own || this.pinned !== null) return;
      if (!finding.checks.some(({ reason }) => reason === 'key-not-found')) return;
      const file = (path) => this.logFile(finding, path);
      const [means, compromised] = await Promise.all([parchemin.logMeans(proof, file), file(COMPROMISED)]);
      if (means.vkey === undefined || compromised === undefined) return;
      const policy = means.policy ?? 'quorum none\n';
      const judged = await parchemin.judgeFormer(given, finding, { ...means, policy, proof, compromised });
      if (judged === undefined) return;
      Object.assign(finding, judged.report);
      if (finding.credential === null) return;
      finding.notes.push('signed-anew');
      finding.checks.push(parchemin.logLine(judged.log, means.vkey));
    }

    /** Dates are judged by the reader's clock; when it is plainly wrong, they are not judged at all. */
    judgeClock(finding, date) {
      const now = finding.time.getTime();
      if (!finding.credential || ['revoked', 'superseded', 'altered', 'unknown-issuer'].includes(finding.verdict)) return;
      const signed = Date.parse(finding.checks.find(({ id }) => id === 'proof').detail.created);
      const wrong = date === undefined ? now + CLOCK_TOLERANCE < signed : Math.abs(now - date) > CLOCK_TOLERANCE;
      if (!wrong) return;
      const instant = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;
      const detail = { clock: instant(now), other: instant(date ?? signed), by: date === undefined ? 'signature' : 'site' };
      const dates = finding.checks.findIndex(({ id }) => id === 'dates');
      finding.checks[dates] = { id: 'dates', outcome: 'not-checked', reason: 'clock', detail };
      finding.verdict = 'cannot-check';
      finding.notes.push('clock');
    }
  }

  /** The credential, where it is sound enough to say whose keys and which list are needed. It is not believed yet. */
  function structured(text) {
    try {
      const value = parseObject(text);
      checkStructure(value);
      return value;
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** Our own did.json could not be read: the issuer is not unknown, it could not be asked. */
  function withoutKeys(finding, check, note) {
    Object.assign(check, { outcome: 'not-checked', reason: 'did-not-fetched' });
    finding.verdict = 'cannot-check';
    finding.notes.push(note);
  }

  const BAD = ['revoked', 'superseded', 'expired', 'altered', 'unknown-issuer'];

  function toneOf({ verdict, checks }) {
    if (BAD.includes(verdict)) return 'bad';
    const beside = ['pinned-key-only', 'not-logged']; // a diploma may wait for its place in the log
    const allPassed = checks.every(({ outcome, reason }) => outcome === 'passed' || beside.includes(reason));
    return verdict === 'valid' && allPassed ? 'good' : 'warn';
  }

  Object.assign(parchemin, { Checker, Saved });
})();
