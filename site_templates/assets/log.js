/* Whether a diploma is in the transparency log, and who saw the log that it is in: the twin of generator/trust/logged.py and
   of the formats that it rests on (tlog-proof, tlog-checkpoint, signed-note, tlog-cosignature, tlog-policy of C2SP; RFC 6962).

     parchemin.verifyLogged({credentialText, issuerKey, proof, vkey, policy, salt?, beside?, live?, compromisedSince?})
         Promise<{outcome, reason, index, size, witnesses}>; never rejects for bad input
     parchemin.logMeans(proof, file)                  Promise of what a proof is held against, {vkey, policy, live, beside};
                                                      `file(path)` is a Promise of the text of "log/vkey" …, or of undefined
     parchemin.logLine(report, vkey)                  the check `log` of a report of verifyLogged
     parchemin.logCheck(credential, proof, means)     Promise of the check `log`, as verify-core.js has checks, of a credential
                                                      whose signature holds; not checked (`means`) without the log's key
     parchemin.provenIndex(leaf, proof, vkey)                 Promise of the index that `proof` proves for a leaf's text; throws
                                                              Malformed for any other

   `salt` is base64url, by default the proof's extra line. `beside` is what is published now for the proof's own size, `live` the
   newest checkpoint of the log. Held to tests/vectors/log, whose README has the checks in their order.
   No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, base64urlDecode, sha256, utf8, hex, keyBytes, ed25519 } = parchemin;

  const SIGNS = 1;
  const COSIGNS = 4;
  const SIGNATURE_LENGTH = { [SIGNS]: 64, [COSIGNS]: 72 };
  const MAX_NOTE = 1_000_000;
  const MAX_SIGNATURES = 100;
  const MAX_POLICY = 100_000;
  const MAX_PATH = 63;
  const HASH_SIZE = 32;

  const concat = (...parts) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  };
  const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

  function require(condition, reason) {
    if (!condition) throw new Malformed(reason);
  }

  // ---- base64 and numbers, each in its one form ---------------------------------------------------------------------

  function base64(text, reason) {
    require(/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0, reason);
    const raw = atob(text);
    require(btoa(raw) === text, reason);
    return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  }

  const base64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

  /** Sizes and indexes stay exact: at most fifteen digits. No bitwise operators on them, which stop at 2^32. */
  function number(text, reason) {
    require(/^(0|[1-9][0-9]{0,14})$/.test(text), reason);
    return Number(text);
  }

  const half = (n) => Math.floor(n / 2);
  const isOdd = (n) => n % 2 === 1;

  // ---- Merkle trees (RFC 6962 §2.1, RFC 9162 §2.1.3.2) -----------------------------------------------

  const leafHash = (leaf) => sha256(concat(Uint8Array.of(0), leaf));
  const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

  /** The root that `path` leads to from a leaf's hash; undefined where it cannot fit. */
  async function rootFromInclusion(leaf, index, size, path) {
    if (index >= size) return undefined;
    let node = index;
    let last = size - 1;
    let current = leaf;
    for (const sibling of path) {
      if (last === 0) return undefined;
      if (isOdd(node) || node === last) {
        current = await nodeHash(sibling, current);
        while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
      } else {
        current = await nodeHash(current, sibling);
      }
      [node, last] = [half(node), half(last)];
    }
    return last === 0 ? current : undefined;
  }

  // ---- signed notes (c2sp.org/signed-note, c2sp.org/tlog-cosignature) ---------------------------------------------

  // Unicode White_Space, spelled out: \s means something else in every language.
  const NAME = '[^+\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\x00-\\x1f\\x7f\\p{Surrogate}]+';
  const IS_NAME = new RegExp(`^${NAME}$`, 'u');
  const SIGNATURE_LINE = new RegExp(`^— (${NAME}) ([A-Za-z0-9+/]+={0,2})$`, 'u');

  /** {name, id, kind, raw} of NAME+HEX(id)+BASE64(kind || key); throws Malformed('vkey'). */
  async function readVkey(text, kind) {
    const [name, id, ...rest] = text.split('+');
    require(rest.length > 0 && IS_NAME.test(name), 'vkey');
    const bytes = base64(rest.join('+'), 'vkey');
    require(bytes.length === 33 && bytes[0] === kind, 'vkey');
    require(hex((await sha256(concat(utf8(`${name}\n`), bytes))).slice(0, 4)) === id, 'vkey');
    return { name, id, kind, raw: bytes.slice(1) };
  }

  /** {text, lines: [{name, id, signature}]}; throws Malformed('note'). Nothing is verified. */
  function readNote(whole) {
    const cut = whole.lastIndexOf('\n\n');
    require(utf8(whole).length <= MAX_NOTE && cut >= 0 && whole.endsWith('\n') && !/\p{Surrogate}/u.test(whole), 'note');
    const text = whole.slice(0, cut + 1);
    const lines = whole.slice(cut + 2, -1).split('\n');
    require(cut + 2 < whole.length && lines.length <= MAX_SIGNATURES && !/[\x00-\x09\x0b-\x1f]/.test(text), 'note');
    return { text, lines: lines.map(readLine) };
  }

  function readLine(line) {
    const found = SIGNATURE_LINE.exec(line);
    require(found, 'note');
    const raw = base64(found[2], 'note');
    require(raw.length >= 5, 'note');
    return { name: found[1], id: hex(raw.slice(0, 4)), signature: raw.slice(4) };
  }

  const linesOf = (note, key) => note.lines.filter((line) => line.name === key.name && line.id === key.id);

  /** Whether `key` signed: at least one line is its own, and no line in its name is false. */
  async function signedBy(note, key) {
    const mine = linesOf(note, key);
    for (const { signature } of mine) {
      if (signature.length !== SIGNATURE_LENGTH[key.kind]) return false;
      const message = signedMessage(note.text, key, signature);
      if (message === undefined || !(await ed25519(key.raw, signature.slice(-64), message))) return false;
    }
    return mine.length > 0;
  }

  function signedMessage(text, key, signature) {
    if (key.kind === SIGNS) return utf8(text);
    const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
    if (seconds >= 1n << 63n) return undefined;
    return utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  }

  // ---- checkpoints and proofs (c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof) ---------------------------------------

  function checkpointOf(note) {
    const lines = note.text.split('\n');
    require(lines.length === 4 && lines[3] === '' && lines[0] !== '', 'checkpoint');
    const root = base64(lines[2], 'checkpoint');
    require(root.length === HASH_SIZE, 'checkpoint');
    return { origin: lines[0], size: number(lines[1], 'checkpoint'), root, note };
  }

  /** Throws Malformed: `malformed` for another form, origin · log-signature. */
  async function openCheckpoint(given, key, malformed) {
    let checkpoint;
    try {
      checkpoint = checkpointOf(typeof given === 'string' ? readNote(given) : given);
    } catch (error) {
      throw error instanceof Malformed ? new Malformed(malformed) : error;
    }
    require(checkpoint.origin === key.name, 'origin');
    require(await signedBy(checkpoint.note, key), 'log-signature');
    return checkpoint;
  }

  function readProof(text) {
    const cut = text.indexOf('\n\n');
    require(cut >= 0 && utf8(text).length <= 2 * MAX_NOTE, 'proof');
    const lines = text.slice(0, cut).split('\n');
    require(lines.shift() === 'c2sp.org/tlog-proof@v1' && lines.length > 0, 'proof');
    const extra = lines[0].startsWith('extra ') ? base64(lines.shift().slice('extra '.length), 'proof') : undefined;
    const index = /^index (.*)$/.exec(lines.shift() ?? '');
    require(index && lines.length <= MAX_PATH, 'proof');
    const path = lines.map((line) => base64(line, 'proof'));
    require(path.every((node) => node.length === HASH_SIZE), 'proof');
    return { index: number(index[1], 'proof'), path, extra, note: readNote(text.slice(cut + 2)) };
  }

  // ---- policies (c2sp.org/tlog-policy) ------------------------------------------------------------------------------

  /** {logs: [key], witnesses: [{name, key}], groups: [{name, needed, members}], quorum}; throws Malformed('policy'). */
  async function readPolicy(text) {
    require(utf8(text).length <= MAX_POLICY && !/[^\t\n\x20-\x7e\u0080-\u{10ffff}]/u.test(text), 'policy');
    const policy = { logs: [], witnesses: [], groups: [], quorum: undefined };
    const names = new Set();
    const members = new Set();
    const add = (name) => {
      require(name !== 'none' && !names.has(name), 'policy');
      names.add(name);
      return name;
    };
    const addKey = async (vkey, kind, others) => {
      const key = await readVkey(vkey, kind);
      require(!others.some((other) => same(other.raw, key.raw)), 'policy');
      return key;
    };
    for (const line of text.split('\n')) {
      const [word, ...words] = line.split(/[ \t]+/).filter((part) => part !== '');
      if (word === undefined || word.startsWith('#')) continue;
      if (word === 'log' && (words.length === 1 || words.length === 2)) {
        policy.logs.push(await addKey(words[0], SIGNS, policy.logs));
      } else if (word === 'witness' && (words.length === 2 || words.length === 3)) {
        const key = await addKey(words[1], COSIGNS, policy.witnesses.map((witness) => witness.key));
        policy.witnesses.push({ name: add(words[0]), key });
      } else if (word === 'group' && words.length >= 3) {
        const [name, count, ...inside] = words;
        for (const member of inside) {
          require(names.has(member) && !members.has(member), 'policy');
          members.add(member);
        }
        policy.groups.push({ name: add(name), needed: threshold(count, inside.length), members: inside });
      } else if (word === 'quorum' && words.length === 1) {
        require(policy.quorum === undefined && (words[0] === 'none' || names.has(words[0])), 'policy');
        policy.quorum = words[0];
      } else {
        throw new Malformed('policy');
      }
    }
    require(policy.quorum !== undefined, 'policy');
    return policy;
  }

  function threshold(count, total) {
    const needed = /^[1-9][0-9]{0,3}$/.test(count) ? Number(count) : { any: 1, all: total }[count];
    require(needed >= 1 && needed <= total, 'policy');
    return needed;
  }

  function satisfied(policy, witnesses) {
    const done = new Set(witnesses);
    // A group names only what stands before it: one pass settles them all.
    for (const { name, needed, members } of policy.groups) {
      if (members.filter((member) => done.has(member)).length >= needed) done.add(name);
    }
    return policy.quorum === 'none' || done.has(policy.quorum);
  }

  /** The names of the policy's witnesses that cosigned; throws Malformed('cosignature') for a false line of one of them. */
  async function cosigners(policy, note) {
    const found = [];
    for (const { name, key } of policy.witnesses) {
      if (linesOf(note, key).length === 0) continue;
      require(await signedBy(note, key), 'cosignature');
      found.push(name);
    }
    return found;
  }

  // ---- the verification ---------------------------------------------------------------------------------------------

  /** base64url(HMAC-SHA-256(salt, "parchemin/leaf/v1\n" || SHA-256(credential))) */
  async function commitment(salt, text) {
    const key = await crypto.subtle.importKey('raw', salt, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const message = concat(utf8('parchemin/leaf/v1\n'), await sha256(text));
    return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, message)));
  }

  /** Runs `step`; whatever it finds malformed is reported as `reason`. */
  async function reading(reason, step) {
    try {
      return await step();
    } catch (error) {
      throw error instanceof Malformed ? new Malformed(reason) : error;
    }
  }

  const NOT_CHECKED = new Set(['vkey', 'policy', 'key', 'no-salt', 'no-ed25519']);

  async function judge(given, report) {
    require(await parchemin.canCheckSignatures(), 'no-ed25519');
    const key = await readVkey(given.vkey, SIGNS);
    const policy = await reading('policy', () => readPolicy(given.policy));
    require(keyBytes(given.issuerKey), 'key');
    const text = await reading('credential', () => canonical(parseObject(given.credentialText)));
    const proof = await reading('proof', () => readProof(given.proof));
    const salt = await reading('salt', () => (given.salt == null ? proof.extra : base64urlDecode(given.salt)));
    require(salt, 'no-salt');
    require(salt.length === HASH_SIZE, 'salt');
    require(policy.logs.length === 0 || policy.logs.some((log) => log.name === key.name && same(log.raw, key.raw)), 'policy-log');
    const checkpoint = await openCheckpoint(proof.note, key, 'proof');
    Object.assign(report, { index: proof.index, size: checkpoint.size });

    const leaf = canonical({ c: await commitment(salt, text), k: given.issuerKey, t: 'issue', v: 1 });
    const root = await rootFromInclusion(await leafHash(utf8(leaf)), proof.index, checkpoint.size, proof.path);
    require(root && same(root, checkpoint.root), 'not-included');

    const note = { text: proof.note.text, lines: [...proof.note.lines] };
    if (given.live != null) {
      const live = await openCheckpoint(given.live, key, 'checkpoint');
      require(live.size >= checkpoint.size, 'rolled-back');
      require(live.size > checkpoint.size || same(live.root, checkpoint.root), 'forked');
    }
    if (given.beside != null) {
      const beside = await openCheckpoint(given.beside, key, 'checkpoint');
      require(beside.size === checkpoint.size, 'checkpoint');
      require(same(beside.root, checkpoint.root), 'forked');
      note.lines.push(...beside.note.lines);
    }
    report.witnesses = await cosigners(policy, note);
    require(given.compromisedSince == null || proof.index < given.compromisedSince, 'key-compromised');
    require(satisfied(policy, report.witnesses), 'quorum');
    return policy.quorum === 'none' ? 'not-witnessed' : 'witnessed';
  }

  async function verifyLogged(given) {
    const report = { outcome: 'passed', reason: '', index: null, size: null, witnesses: [] };
    try {
      report.reason = await judge(given, report);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.reason = error.reason;
      report.outcome = NOT_CHECKED.has(error.reason) ? 'not-checked' : 'failed';
    }
    return report;
  }

  async function logMeans(proof, file) {
    const size = /\n\n[^\n]*\n([0-9]{1,15})\n/.exec(proof)?.[1];
    const paths = ['log/vkey', 'log/policy', 'log/checkpoint', size && `log/checkpoints/${size}`];
    const [vkey, policy, live, beside] = await Promise.all(paths.map((path) => path && file(path)));
    return { vkey: vkey?.trim(), policy, live, beside };
  }

  async function logCheck(credential, proof, means) {
    if (means.vkey === undefined) return { id: 'log', outcome: 'not-checked', reason: 'means', detail: {} };
    const jcs = [credential.proof].flat().find(({ cryptosuite }) => cryptosuite === 'eddsa-jcs-2022');
    return logLine(await verifyLogged({
      ...means,
      credentialText: canonical(credential),
      issuerKey: jcs.verificationMethod.split('#')[1],
      proof,
      policy: means.policy ?? 'quorum none\n',
    }), means.vkey);
  }

  /** A report as the check `log`. */
  function logLine({ outcome, reason, index, size, witnesses }, vkey) {
    const detail = { index: String(index), size: String(size), log: vkey.split('+')[0], witnesses: witnesses.join(', ') };
    return { id: 'log', outcome, reason, detail };
  }

  async function provenIndex(leaf, text, vkey) {
    const proof = readProof(text);
    const checkpoint = await openCheckpoint(proof.note, await readVkey(vkey, SIGNS), 'proof');
    const root = await rootFromInclusion(await leafHash(utf8(leaf)), proof.index, checkpoint.size, proof.path);
    require(root && same(root, checkpoint.root), 'not-included');
    return proof.index;
  }

  Object.assign(parchemin, { provenIndex, verifyLogged, logMeans, logCheck, logLine });
})();
