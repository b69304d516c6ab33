/* The script of a diploma's page, from its sources on the standard input: blanks and comments gone, local names short. What
   makes it is terser; `tests/vectors/make_page_script.py` runs this.

   The names by which the sources know each other are local too, once they are in one file. They are listed, because a name that
   is also a member of something else (a signed document, a detail that is shown, the browser's own) must stay; so must what
   unseal.js and the files of words ask for. A name that is missing here costs a few bytes and breaks nothing. */
import { readFileSync } from 'node:fs';
import { minify } from 'terser';

const LOCAL = `Malformed parseJson parseObject canonical base58Decode base64urlDecode gunzip inflate utf8 vocabulary canonicalNquads
  checkStructure isHttps parseDid canCheckSignatures fingerprintOfMethod normalFingerprint hasJcs keyBytes proofHolds readDidDocument
  readProofs CHECKS hasWords languageOf noteWords typeset verdictWords written logCheck logLine logMeans provenIndex
  verifyLogged didDocuments statusLists formerKeys nowText didDocument credentialText findKey trustedKey readList isBefore isAfter
  storesContext hashes documentPath isFile isOfficial nodes members ground about contexts issuerKey
  compromisedSince configuration`.split(/\s+/);

/* Why something is malformed is said by the reason's own words; the sentence beside it is for whoever calls the verifier from a
   program, and no page shows it. */
const sources = readFileSync(0, 'utf8').replace(/(new Malformed\([^,()]+), `[^`]*`\)/g, '$1)');

const { code } = await minify(sources, {
  compress: { passes: 3, ecma: 2020, toplevel: true, unsafe_arrows: true, sequences: false, keep_fargs: false },
  mangle: { toplevel: true, properties: { regex: new RegExp(`^(${LOCAL.join('|')})$`) } },
  ecma: 2020,
});
process.stdout.write(`${code}\n`);
