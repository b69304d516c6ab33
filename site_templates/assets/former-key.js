/* A stolen key, and the diplomas that it signed before: what the transparency log says of it. The twin of
   generator/trust/formerkeys.py, which says why; both are held to tests/vectors/former.

     parchemin.sinceOf(text, multibase, issuerKeys, vkey)   Promise of the index from which on diplomas of that key are not good,
           by a word of one of `issuerKeys` (multibase) in the file log/compromised.json; undefined where none says anything;
           throws Malformed('compromised') where any entry of the file is not proven
     parchemin.judgeFormer(given, report, means)            Promise of undefined, where the log says nothing of the key; else of
           {report, log}: both reports as `verify` and `verifyLogged` give them. `given` is what `verify` was given, `report` what
           came of it, `means` {proof, vkey, policy, live, beside, compromised}

   No DOM, no network, no clock. */
'use strict';
(() => {
  const parchemin = globalThis.parchemin;
  const { Malformed, parseObject, canonical, base64urlDecode, utf8, keyBytes, ed25519 } = parchemin;
  const { checkStructure, readDidDocument, readProofs, verify, verifyLogged, provenIndex } = parchemin;

  const MAX_BYTES = 1_000_000;
  const MAX_ENTRIES = 1_000;
  const DOMAIN = 'parchemin/leaf/v1\n';
  const MEMBERS = ['by', 'k', 's', 'since', 'state', 't', 'v'];

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const isText = (value) => typeof value === 'string';
  const named = (value, names) => isObject(value) && canonical(Object.keys(value).sort()) === canonical(names);

  function require(condition) {
    if (!condition) throw new Malformed('compromised');
  }

  function entriesOf(text) {
    const value = parseObject(text, MAX_BYTES);
    require(named(value, ['keys', 'v']) && value.v === 1 && Array.isArray(value.keys) && value.keys.length <= MAX_ENTRIES);
    for (const entry of value.keys) require(named(entry, ['leaf', 'proof']) && isText(entry.leaf) && isText(entry.proof));
    return value.keys;
  }

  /** {index, key, by, since, good}: a proven leaf of a compromised key; `by` is undefined where the key itself signed. */
  async function proven({ leaf: text, proof }, vkey) {
    const leaf = parseObject(text);
    require(canonical(leaf) === text && named(leaf, 'by' in leaf ? MEMBERS : MEMBERS.slice(1)));
    const { by, k, s, since, state, t, v } = leaf;
    require(t === 'key' && v === 1 && state === 'compromised' && Number.isSafeInteger(since) && since >= 0);
    const signer = keyBytes(by ?? k);
    require(keyBytes(k) && signer && by !== k && isText(s));
    const signature = base64urlDecode(s);
    require(signature.length === 64);
    const { s: _, ...unsigned } = leaf;
    const good = await ed25519(signer, signature, utf8(DOMAIN + canonical(unsigned)));
    return { index: await provenIndex(text, proof, vkey), key: k, by, since, good };
  }

  async function sinceOf(text, multibase, issuerKeys, vkey) {
    const found = [];
    try {
      for (const entry of entriesOf(text)) found.push(await proven(entry, vkey));
    } catch (error) {
      if (error instanceof Malformed) throw new Malformed('compromised');
      throw error;
    }
    const mine = found.filter(({ key, good }) => good && key === multibase);
    // The key alone says nothing here: whoever stole it could say it.
    if (!mine.some(({ by }) => issuerKeys.includes(by))) return undefined;
    const counting = mine.filter(({ by, since, index }) => since <= index && (by === undefined || issuerKeys.includes(by)));
    return counting.length ? Math.min(...counting.map(({ since }) => since)) : undefined;
  }

  /** The one key that all known proofs name, as {did, method, multibase}; nothing of it is believed. */
  function keyOf(text) {
    const credential = parseObject(text);
    checkStructure(credential);
    const did = credential.issuer.id;
    const methods = new Set(readProofs(credential).known.map(({ method }) => method));
    const [method] = methods;
    require(methods.size === 1 && method.startsWith(`${did}#`) && keyBytes(method.slice(did.length + 1)));
    return { did, method, multibase: method.slice(did.length + 1) };
  }

  async function judgeFormer(given, report, means) {
    const check = report.checks.find(({ id }) => id === 'key');
    if (check.reason !== 'key-not-found') return undefined;
    let key;
    let since;
    try {
      key = keyOf(given.credentialText);
      const listed = [...readDidDocument(given.didDocuments[key.did]).keys.keys()].map((method) => method.split('#')[1]);
      since = await sinceOf(means.compromised, key.multibase, listed, means.vkey);
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
    if (since === undefined) return undefined;
    const { credentialText } = given;
    const log = await verifyLogged({ ...means, credentialText, issuerKey: key.multibase, compromisedSince: since });
    if (log.outcome === 'passed') return { report: await verify({ ...given, formerKeys: { [key.method]: since } }), log };
    const refused = { ...check, reason: 'key-compromised', detail: { ...check.detail, 'compromised since': String(since) } };
    const checks = report.checks.map((one) => (one === check ? refused : one));
    return { report: { ...report, checks }, log };
  }

  Object.assign(parchemin, { sinceOf, judgeFormer });
})();
