// Digital Bazaar's libraries as a judge, and as a signer beside ours.
//
//   node digitalbazaar.mjs verify    {contexts, cases: [{name, credential, documents, now}]}
//   node digitalbazaar.mjs sign      {contexts, documents: [unsigned…], did, seed, created}
//   node digitalbazaar.mjs signing   {contexts, documents: [unsigned…], did, seed, created, suites, seconds}
//   node digitalbazaar.mjs verifying {contexts, cases, setup, seconds}
//
// The last two measure: documents a second, one after the other.
//
// The job comes as JSON on standard input and the answer leaves as JSON on standard output. Nothing is fetched: the
// one document loader knows what the job holds and nothing else.
import * as ed25519 from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {issue, verifyCredential, defaultDocumentLoader} from '@digitalbazaar/vc';
import * as jcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const VERIFYING = {rdfc, jcs: jcs.createVerifyCryptosuite()};
const SIGNING = {rdfc, jcs: jcs.createSignCryptosuite()};
// How a verifier may be set up: knowing one suite, or both.
const SETUPS = {rdfc: ['rdfc'], jcs: ['jcs'], both: ['rdfc', 'jcs']};

function loader(contexts, documents) {
  return async url => {
    if(contexts[url]) {
      // The tag says that it never changes: jsonld.js then processes each context once and not once a document.
      return {contextUrl: null, documentUrl: url, document: contexts[url], tag: 'static'};
    }
    const [document, fragment] = url.split('#');
    if(documents[document] === undefined) {
      return defaultDocumentLoader(url); // the contexts that the library bundles; throws for all else
    }
    return {contextUrl: null, documentUrl: url, document: dereferenced(documents[document], url, fragment)};
  };
}

// A did:web key is looked up in did.json, never read from its own name.
function dereferenced(document, url, fragment) {
  if(!fragment || !url.startsWith('did:')) {
    return structuredClone(document);
  }
  const method = (document.verificationMethod ?? []).find(candidate => candidate.id === url);
  if(!method) {
    throw new Error(`${url} is not in did.json`);
  }
  return {'@context': MULTIKEY, ...method};
}

async function verify({contexts, cases}) {
  return Promise.all(cases.map(async given => {
    const verdicts = {};
    for(const setup of Object.keys(SETUPS)) {
      const result = await verified(contexts, given, setup);
      verdicts[setup] = {
        verified: result.verified,
        revoked: result.statusResult?.results?.[0]?.status ?? null,
        error: describe(result.error ?? result.statusResult?.error)
      };
    }
    return [given.name, verdicts];
  })).then(Object.fromEntries);
}

function verified(contexts, {credential, documents, now}, setup) {
  return verifyCredential({
    credential: JSON.parse(credential),
    suite: SETUPS[setup].map(suite => new DataIntegrityProof({cryptosuite: VERIFYING[suite]})),
    documentLoader: loader(contexts, documents),
    checkStatus, now
  });
}

function describe(error) {
  if(!error) {
    return null;
  }
  return [error].flat().flatMap(one => [one.message, ...(one.errors ?? []).map(inner => inner.message)]).join('; ');
}

async function signers({did, seed, created, suites}) {
  const pair = await ed25519.generate({controller: did, seed: Buffer.from(seed, 'hex')});
  pair.id = `${did}#${pair.publicKeyMultibase}`;
  return suites.map(name => new DataIntegrityProof({
    signer: pair.signer(), date: created, cryptosuite: SIGNING[name]
  }));
}

async function signed(document, suites, documentLoader) {
  let credential = structuredClone(document);
  for(const suite of suites) {
    credential = await issue({credential, suite, documentLoader});
  }
  return credential;
}

async function sign(job) {
  const suites = await signers({...job, suites: ['rdfc', 'jcs']});
  const documentLoader = loader(job.contexts, {});
  return Promise.all(job.documents.map(document => signed(document, suites, documentLoader)));
}

async function signing(job) {
  const suites = await signers(job);
  const documentLoader = loader(job.contexts, {});
  return measured(job, job.documents, document => signed(document, suites, documentLoader));
}

async function verifying(job) {
  return measured(job, job.cases, async given => {
    const result = await verified(job.contexts, given, job.setup);
    if(!result.verified) {
      throw new Error(describe(result.error));
    }
  });
}

// Documents a second, and microseconds of processor time for each, after a warm-up of a fifth of the time.
async function measured({seconds}, given, work) {
  const round = async milliseconds => {
    const begin = performance.now();
    const before = process.cpuUsage();
    let made = 0;
    while(performance.now() - begin < milliseconds) {
      await work(given[made % given.length]);
      made += 1;
    }
    const {user, system} = process.cpuUsage(before);
    return {perSecond: 1000 * made / (performance.now() - begin), processor: (user + system) / made};
  };
  await round(200 * seconds);
  return round(1000 * seconds);
}

let text = '';
for await (const chunk of process.stdin) {
  text += chunk;
}
const answer = await {verify, sign, signing, verifying}[process.argv[2]](JSON.parse(text));
process.stdout.write(JSON.stringify(answer));
