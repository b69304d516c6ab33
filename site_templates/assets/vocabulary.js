/* The vocabulary of what Parchemin signs. Do not edit: tests/vectors/make_vocabulary.py writes it from
   generator/trust/vocabulary.py. For each kind of node the IRI of each type, and for each member its predicate
   and how it is written. */
'use strict';
(globalThis.parchemin ??= {}).vocabulary = {
 "contexts": {
  "credential": [
   "https://www.w3.org/ns/credentials/v2",
   "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
   "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
  ],
  "status-list-credential": [
   "https://www.w3.org/ns/credentials/v2"
  ],
  "proof": null
 },
 "documents": {
  "OpenBadgeCredential": "credential",
  "BitstringStatusListCredential": "status-list-credential",
  "DataIntegrityProof": "proof"
 },
 "nodes": {
  "credential": {
   "types": {
    "VerifiableCredential": "https://www.w3.org/2018/credentials#VerifiableCredential",
    "OpenBadgeCredential": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
   },
   "members": {
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "description": [
     "https://schema.org/description",
     "text"
    ],
    "issuer": [
     "https://www.w3.org/2018/credentials#issuer",
     "issuer"
    ],
    "validFrom": [
     "https://www.w3.org/2018/credentials#validFrom",
     "^^http://www.w3.org/2001/XMLSchema#dateTime"
    ],
    "validUntil": [
     "https://www.w3.org/2018/credentials#validUntil",
     "^^http://www.w3.org/2001/XMLSchema#dateTime"
    ],
    "awardedDate": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate",
     "^^xsd:dateTime"
    ],
    "credentialSubject": [
     "https://www.w3.org/2018/credentials#credentialSubject",
     "subject"
    ],
    "credentialStatus": [
     "https://www.w3.org/2018/credentials#credentialStatus",
     "status-entry"
    ],
    "credentialSchema": [
     "https://www.w3.org/2018/credentials#credentialSchema",
     "schema"
    ],
    "evidence": [
     "https://www.w3.org/2018/credentials#evidence",
     "evidence"
    ]
   }
  },
  "issuer": {
   "types": {
    "Profile": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile"
   },
   "members": {
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "url": [
     "https://schema.org/url",
     "^^https://www.w3.org/2001/XMLSchema#anyURI"
    ],
    "email": [
     "https://schema.org/email",
     "text"
    ],
    "image": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#image",
     "image"
    ]
   }
  },
  "image": {
   "types": {
    "Image": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image"
   },
   "members": {
    "caption": [
     "https://schema.org/caption",
     "text"
    ]
   }
  },
  "subject": {
   "types": {
    "AchievementSubject": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject"
   },
   "members": {
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "identifier": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier",
     "identity"
    ],
    "licenseNumber": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#licenseNumber",
     "text"
    ],
    "activityStartDate": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityStartDate",
     "^^https://www.w3.org/2001/XMLSchema#date"
    ],
    "activityEndDate": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityEndDate",
     "^^https://www.w3.org/2001/XMLSchema#date"
    ],
    "achievement": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement",
     "achievement"
    ],
    "result": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#result",
     "result"
    ]
   }
  },
  "identity": {
   "types": {
    "IdentityObject": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentityObject"
   },
   "members": {
    "identityType": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityType",
     "text"
    ],
    "hashed": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#hashed",
     "boolean"
    ],
    "identityHash": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityHash",
     "text"
    ]
   }
  },
  "achievement": {
   "types": {
    "Achievement": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"
   },
   "members": {
    "achievementType": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType",
     "text"
    ],
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "description": [
     "https://schema.org/description",
     "text"
    ],
    "criteria": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria",
     "criteria"
    ],
    "humanCode": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#humanCode",
     "text"
    ],
    "fieldOfStudy": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#fieldOfStudy",
     "text"
    ],
    "inLanguage": [
     "https://schema.org/inLanguage",
     "text"
    ],
    "creditsAvailable": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable",
     "number"
    ],
    "resultDescription": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription",
     "result-description"
    ],
    "alignment": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment",
     "alignment"
    ]
   }
  },
  "criteria": {
   "types": {},
   "members": {
    "narrative": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative",
     "text"
    ]
   }
  },
  "result-description": {
   "types": {
    "ResultDescription": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#ResultDescription"
   },
   "members": {
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "resultType": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultType",
     "text"
    ],
    "alignment": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment",
     "alignment"
    ]
   }
  },
  "result": {
   "types": {
    "Result": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Result"
   },
   "members": {
    "resultDescription": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription",
     "^^https://www.w3.org/2001/XMLSchema#anyURI"
    ],
    "value": [
     "https://schema.org/value",
     "text"
    ],
    "status": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#status",
     "text"
    ]
   }
  },
  "alignment": {
   "types": {
    "Alignment": "https://schema.org/AlignmentObject"
   },
   "members": {
    "targetName": [
     "https://schema.org/targetName",
     "text"
    ],
    "targetUrl": [
     "https://schema.org/targetUrl",
     "^^https://www.w3.org/2001/XMLSchema#anyURI"
    ],
    "targetDescription": [
     "https://schema.org/targetDescription",
     "text"
    ],
    "targetFramework": [
     "https://schema.org/targetFramework",
     "text"
    ],
    "targetCode": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetCode",
     "text"
    ]
   }
  },
  "evidence": {
   "types": {
    "Evidence": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence"
   },
   "members": {
    "name": [
     "https://schema.org/name",
     "text"
    ],
    "description": [
     "https://schema.org/description",
     "text"
    ],
    "narrative": [
     "https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative",
     "text"
    ],
    "genre": [
     "https://schema.org/genre",
     "text"
    ]
   }
  },
  "status-entry": {
   "types": {
    "BitstringStatusListEntry": "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"
   },
   "members": {
    "statusPurpose": [
     "https://www.w3.org/ns/credentials/status#statusPurpose",
     "text"
    ],
    "statusListIndex": [
     "https://www.w3.org/ns/credentials/status#statusListIndex",
     "text"
    ],
    "statusListCredential": [
     "https://www.w3.org/ns/credentials/status#statusListCredential",
     "iri"
    ]
   }
  },
  "schema": {
   "types": {
    "1EdTechJsonSchemaValidator2019": "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019"
   },
   "members": {}
  },
  "status-list-credential": {
   "types": {
    "VerifiableCredential": "https://www.w3.org/2018/credentials#VerifiableCredential",
    "BitstringStatusListCredential": "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"
   },
   "members": {
    "issuer": [
     "https://www.w3.org/2018/credentials#issuer",
     "iri"
    ],
    "validFrom": [
     "https://www.w3.org/2018/credentials#validFrom",
     "^^http://www.w3.org/2001/XMLSchema#dateTime"
    ],
    "validUntil": [
     "https://www.w3.org/2018/credentials#validUntil",
     "^^http://www.w3.org/2001/XMLSchema#dateTime"
    ],
    "credentialSubject": [
     "https://www.w3.org/2018/credentials#credentialSubject",
     "status-list"
    ]
   }
  },
  "status-list": {
   "types": {
    "BitstringStatusList": "https://www.w3.org/ns/credentials/status#BitstringStatusList"
   },
   "members": {
    "statusPurpose": [
     "https://www.w3.org/ns/credentials/status#statusPurpose",
     "text"
    ],
    "encodedList": [
     "https://www.w3.org/ns/credentials/status#encodedList",
     "^^https://w3id.org/security#multibase"
    ]
   }
  },
  "proof": {
   "types": {
    "DataIntegrityProof": "https://w3id.org/security#DataIntegrityProof"
   },
   "members": {
    "cryptosuite": [
     "https://w3id.org/security#cryptosuite",
     "^^https://w3id.org/security#cryptosuiteString"
    ],
    "created": [
     "http://purl.org/dc/terms/created",
     "^^http://www.w3.org/2001/XMLSchema#dateTime"
    ],
    "verificationMethod": [
     "https://w3id.org/security#verificationMethod",
     "iri"
    ],
    "proofPurpose": [
     "https://w3id.org/security#proofPurpose",
     "purpose"
    ]
   }
  }
 }
};
