/* The vocabulary of what Parchemin signs. Do not edit: tests/vectors/make_vocabulary.py writes it from
   generator/trust/vocabulary.py. For each kind of node the IRI of each type, and for each member its predicate
   and how it is written. It is sent to telephones, so that it stands here as rows:

     kind  type,prefix,name …  |  member,prefix,how,name …     no name: that of the type or member; no how: text */
'use strict';
(globalThis.parchemin ??= {}).vocabulary = (() => {
  const contexts = {
 "credential": [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
 ],
 "status-list-credential": [
  "https://www.w3.org/ns/credentials/v2"
 ],
 "proof": null
};
  const documents = {
 "OpenBadgeCredential": "credential",
 "BitstringStatusListCredential": "status-list-credential",
 "DataIntegrityProof": "proof"
};
  const prefixes = {
 "0": "https://www.w3.org/2018/credentials#",
 "1": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
 "2": "https://schema.org/",
 "3": "https://www.w3.org/ns/credentials/status#",
 "4": "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#",
 "5": "https://w3id.org/security#",
 "6": "http://purl.org/dc/terms/"
};
  const hows = {
 "0": "^^http://www.w3.org/2001/XMLSchema#dateTime",
 "1": "^^xsd:dateTime",
 "2": "^^https://www.w3.org/2001/XMLSchema#anyURI",
 "3": "^^https://www.w3.org/2001/XMLSchema#date",
 "4": "^^https://w3id.org/security#multibase",
 "5": "^^https://w3id.org/security#cryptosuiteString"
};
  const rows = [
 "credential VerifiableCredential,0 OpenBadgeCredential,1|name,2 description,2 issuer,0,issuer validFrom,0,0 validUntil,0,0 awardedDate,1,1 credentialSubject,0,subject credentialStatus,0,status-entry credentialSchema,0,schema evidence,0,evidence",
 "issuer Profile,1|name,2 url,2,2 email,2 image,1,image",
 "image Image,1|caption,2",
 "subject AchievementSubject,1|name,2 identifier,1,identity licenseNumber,1 activityStartDate,1,3 activityEndDate,1,3 achievement,1,achievement result,1,result",
 "identity IdentityObject,1|identityType,1 hashed,1,boolean identityHash,1",
 "achievement Achievement,1|achievementType,1 name,2 description,2 criteria,1,criteria,Criteria humanCode,1 fieldOfStudy,1 inLanguage,2 creditsAvailable,1,number resultDescription,1,result-description alignment,1,alignment",
 "criteria|narrative,1",
 "result-description ResultDescription,1|name,2 resultType,1 alignment,1,alignment",
 "result Result,1|resultDescription,1,2 value,2 status,1",
 "alignment Alignment,2,,AlignmentObject|targetName,2 targetUrl,2,2 targetDescription,2 targetFramework,2 targetCode,1",
 "evidence Evidence,1|name,2 description,2 narrative,1 genre,2",
 "status-entry BitstringStatusListEntry,3|statusPurpose,3 statusListIndex,3 statusListCredential,3,iri",
 "schema 1EdTechJsonSchemaValidator2019,4|",
 "status-list-credential VerifiableCredential,0 BitstringStatusListCredential,3|issuer,0,iri validFrom,0,0 validUntil,0,0 credentialSubject,0,status-list",
 "status-list BitstringStatusList,3|statusPurpose,3 encodedList,3,4",
 "proof DataIntegrityProof,5|cryptosuite,5,5 created,6,0 verificationMethod,5,iri proofPurpose,5,purpose"
];
  const entry = (word) => {
    const [name, prefix, how, local] = word.split(',');
    return [name, prefixes[prefix] + (local || name), hows[how] ?? (how || 'text')];
  };
  const nodes = Object.fromEntries(rows.map((row) => {
    const [[kind, ...types], members] = row.split('|').map((part) => part.split(' ').filter(Boolean));
    return [kind, {
      types: Object.fromEntries(types.map(entry)),
      members: Object.fromEntries(members.map(entry).map(([name, ...member]) => [name, member])),
    }];
  }));
  return { contexts, documents, nodes };
})();
