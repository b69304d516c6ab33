/* What a diploma's credential must look like (Open Badges 3.0 on Verifiable Credentials 2.0), member by member.

     parchemin.checkStructure(credential)   returns nothing; throws Malformed with the first reason found of
        absolute-iri · context · type · id · issuer · date · subject · status-entry · names-differ · member · url
     parchemin.instant(text)                "YYYY-MM-DDThh:mm:ssZ" or throws Malformed('date')
     parchemin.parseDid(text)               {host, path, documentPath} of a did:web or throws Malformed('did')

   The twin of generator/trust/view.py, which says why. Members that this version does not know are let through: they are
   signed. What is checked is everything that is shown or relied on; addresses must be https, because they become links. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, canonical } = parchemin;

  const CONTEXTS = [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ];
  const TYPES = ['VerifiableCredential', 'OpenBadgeCredential'];

  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const same = (a, b) => a !== undefined && canonical(a) === canonical(b);

  // ---- values -----------------------------------------------------------------------------------------------------

  /** One form of instant only. It sorts as text, so instants are compared as text. */
  function instant(text) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.exec(text);
    if (parts && parts[1] !== '0000') {
      const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
      const date = new Date(0);
      date.setUTCFullYear(year, month - 1, day); // Date.UTC would take the year 99 for 1999
      if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return text;
    }
    throw new Malformed('date');
  }

  /** An address that may become a link: https, with a host. */
  function isHttps(text) {
    const authority = /^https:\/\/([^/?#]*)/.exec(text)?.[1];
    if (authority === undefined) return false;
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    return /^(\[[0-9A-Fa-f:.]+\]|[^:[\]]+)(:\d*)?$/.test(host);
  }

  const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  const DID = new RegExp(`^did:web:(${LABEL}(?:\\.${LABEL})*(?:%3A[1-9][0-9]{0,4})?)((?::[A-Za-z0-9._-]+)*)$`);

  /** did:web method specification, "Read"; the host in lower case. */
  function parseDid(text) {
    const match = typeof text === 'string' && text.length <= 500 ? DID.exec(text) : null;
    const path = match ? match[2].split(':').slice(1) : [];
    if (!match || path.includes('.') || path.includes('..')) throw new Malformed('did');
    return {
      host: match[1].replace('%3A', ':'),
      path,
      documentPath: path.length ? `/${path.join('/')}/did.json` : '/.well-known/did.json',
    };
  }

  // ---- members ----------------------------------------------------------------------------------------------------

  /** Present and a text, or the reason. */
  function text(object, name, reason) {
    const value = object[name];
    if (typeof value !== 'string' || value === '') throw new Malformed(reason, `${name} is missing or not a text`);
    return value;
  }

  function object(parent, name, reason) {
    if (!isObject(parent[name])) throw new Malformed(reason, `${name} is missing or not an object`);
    return parent[name];
  }

  const optionalText = (parent, name) => (name in parent ? text(parent, name, 'member') : undefined);
  const optionalObject = (parent, name) => (name in parent ? object(parent, name, 'member') : undefined);
  const optionalInstant = (parent, name) => (name in parent ? instant(text(parent, name, 'date')) : undefined);

  function optionalUrl(parent, name) {
    const value = optionalText(parent, name);
    if (value !== undefined && !isHttps(value)) throw new Malformed('url', `${name} is not an https address`);
    return value;
  }

  function optionalNumber(parent, name) {
    if (name in parent && typeof parent[name] !== 'number') throw new Malformed('member', `${name} is not a number`);
  }

  /** A list of objects; absent is empty. */
  function objects(parent, name) {
    const value = name in parent ? parent[name] : [];
    if (!Array.isArray(value) || !value.every(isObject)) throw new Malformed('member', `${name} is not a list of objects`);
    return value;
  }

  // ---- the credential ---------------------------------------------------------------------------------------------

  function checkFrame(credential) {
    // A JSON-LD reader takes a member renamed to its absolute IRI for the same member, and a JSON reader overlooks it.
    if (Object.keys(credential).some((name) => name.includes(':'))) throw new Malformed('absolute-iri');
    if (!same(credential['@context'], CONTEXTS)) throw new Malformed('context');
    if (!same(credential.type, TYPES)) throw new Malformed('type');
    if (typeof credential.id !== 'string' || !isHttps(credential.id)) throw new Malformed('id');
  }

  function checkStatusEntry(credential) {
    const entry = object(credential, 'credentialStatus', 'status-entry');
    if (entry.type !== 'BitstringStatusListEntry' || entry.statusPurpose !== 'revocation') throw new Malformed('status-entry');
    if ('statusSize' in entry) throw new Malformed('status-entry'); // other sizes give the bits another meaning
    const address = text(entry, 'statusListCredential', 'status-entry');
    const index = text(entry, 'statusListIndex', 'status-entry');
    if (!isHttps(address) || !/^(0|[1-9][0-9]{0,9})$/.test(index)) throw new Malformed('status-entry');
  }

  function checkResults(subject, achievement) {
    const descriptions = new Map();
    for (const item of objects(achievement, 'resultDescription')) descriptions.set(text(item, 'id', 'member'), item);
    for (const result of objects(subject, 'result')) {
      text(result, 'value', 'member');
      optionalText(result, 'status');
      const found = descriptions.get(result.resultDescription);
      if (!found) continue;
      optionalText(found, 'name');
      optionalText(found, 'resultType');
      const courses = objects(found, 'alignment');
      if (courses.length) optionalUrl(courses[0], 'targetUrl');
    }
  }

  function checkAlignment(item) {
    text(item, 'targetUrl', 'member');
    optionalUrl(item, 'targetUrl');
    text(item, 'targetName', 'member');
    optionalText(item, 'targetDescription');
    optionalText(item, 'targetFramework');
    optionalText(item, 'targetCode');
  }

  function checkEvidence(item) {
    text(item, 'name', 'member');
    for (const name of ['genre', 'narrative', 'description']) optionalText(item, name);
  }

  function checkIssuer(credential) {
    const issuer = object(credential, 'issuer', 'issuer');
    const did = text(issuer, 'id', 'issuer');
    try {
      parseDid(did);
    } catch {
      throw new Malformed('issuer');
    }
    text(issuer, 'name', 'issuer');
    return issuer;
  }

  function checkStructure(credential) {
    checkFrame(credential);
    const issuer = checkIssuer(credential);
    instant(text(credential, 'validFrom', 'date'));
    for (const name of ['validUntil', 'awardedDate']) optionalInstant(credential, name);

    const subject = object(credential, 'credentialSubject', 'subject');
    const holder = text(subject, 'name', 'subject');
    const achievement = object(subject, 'achievement', 'subject');
    text(achievement, 'name', 'subject');
    for (const name of ['activityStartDate', 'activityEndDate']) optionalInstant(subject, name);
    checkStatusEntry(credential);
    for (const identity of objects(subject, 'identifier')) {
      if (identity.identityType === 'name' && identity.identityHash !== holder) throw new Malformed('names-differ');
    }

    text(credential, 'name', 'member');
    optionalText(credential, 'description');
    optionalUrl(issuer, 'url');
    optionalText(issuer, 'email');
    const image = optionalObject(issuer, 'image') ?? {};
    optionalUrl(image, 'id');
    optionalText(image, 'caption');
    optionalText(subject, 'licenseNumber');
    optionalUrl(achievement, 'id');
    for (const name of ['achievementType', 'description', 'humanCode', 'fieldOfStudy', 'inLanguage']) {
      optionalText(achievement, name);
    }
    const criteria = optionalObject(achievement, 'criteria') ?? {};
    optionalUrl(criteria, 'id');
    optionalText(criteria, 'narrative');
    optionalNumber(achievement, 'creditsAvailable');
    checkResults(subject, achievement);
    for (const item of objects(achievement, 'alignment')) checkAlignment(item);
    for (const item of objects(credential, 'evidence')) checkEvidence(item);
  }

  Object.assign(parchemin, { checkStructure, instant, isHttps, parseDid });
})();
