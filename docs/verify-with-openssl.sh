#!/bin/sh
# Check a diploma with nothing of Parchemin's: openssl 3, jq, gzip and a POSIX shell.
#
#   sh verify-with-openssl.sh DIPLOMA.json DID.json [STATUS-LIST.json]
#
# DIPLOMA.json  the signed diploma (https://HOST/d/CODE.json)
# DID.json      the keys of the issuer, from a source that you trust (https://HOST/.well-known/did.json)
# STATUS-LIST   what the diploma calls credentialStatus.statusListCredential; without it revocation is not checked
#
# Exit codes: 0 every check made has passed, 1 one has failed (or a file is not what it should be).
# What this proves, and what it leaves out: docs/employers.md.
set -eu

fail() { echo "FAILED: $*" >&2; exit 1; }
[ $# -ge 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A base58 number ("z" + digits, Multibase) as \octal escapes of its bytes, `size` of them, for printf.
base58='def bytes($size):
  ltrimstr("z") | reduce (explode[] | [.] | implode) as $digit ([];
    ("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz" | index($digit)) as $value
    | if $value == null then error("not base58") else . end
    | reduce .[] as $byte ({carry: $value, out: []};
        ($byte * 58 + .carry) as $n | {carry: ($n / 256 | floor), out: (.out + [$n % 256])})
    | if .carry > 0 then .out + [.carry] else .out end)
  | if length > $size then error("too long") else until(length == $size; . + [0]) | reverse end;
def octal: map("\\" + ([(. / 64 | floor), (. / 8 | floor) % 8, . % 8] | map(tostring) | add)) | add;'

# signed FILE ISSUER: the eddsa-jcs-2022 proof of FILE holds, with a key that DID.json gives to ISSUER.
signed() {
  jq -e '[.proof | if type == "array" then .[] else . end | select(.cryptosuite == "eddsa-jcs-2022")] | length == 1' \
    "$1" >/dev/null || fail "$1 has no single proof eddsa-jcs-2022"
  proof='(.proof | if type == "array" then .[] else . end | select(.cryptosuite == "eddsa-jcs-2022"))'
  method=$(jq -r "$proof.verificationMethod" "$1")
  [ "${method%%#*}" = "$2" ] || fail "the key of $1 is not one of $2"
  jq -e "$proof.proofPurpose == \"assertionMethod\"" "$1" >/dev/null || fail "the proof is for another purpose"

  key=$(jq -er --arg did "$2" --arg method "$method" 'select(.id == $did and (.assertionMethod | index($method) != null))
    | [.verificationMethod[] | select(.id == $method and .controller == $did)] | select(length == 1)
    | .[0].publicKeyMultibase' "$did") || fail "$did does not give $2 the key $method"
  # Multikey: two bytes (ed 01) that say Ed25519, then the key. DER puts twelve fixed bytes before a key.
  escapes=$(jq -nr --arg key "$key" "$base58"' $key | bytes(34)
    | if .[:2] == [237, 1] then .[2:] | octal else error("not an Ed25519 key") end') || fail "the key is malformed"
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf "$escapes"; } >"$work/key.der"
  printf "$escapes" >"$work/key.raw"
  escapes=$(jq -r "$base58 $proof"'.proofValue | bytes(64) | octal' "$1") || fail "the signature is malformed"
  printf "$escapes" >"$work/signature"

  # What was signed: SHA-256 of the proof without its value, then SHA-256 of the document without its proofs.
  # Both are canonical JSON (RFC 8785), which jq -cS writes for documents of this kind.
  jq -cSj "$proof | del(.proofValue)" "$1" | openssl dgst -sha256 -binary >"$work/hashes"
  jq -cSj 'del(.proof)' "$1" | openssl dgst -sha256 -binary >>"$work/hashes"
  openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key.der" \
    -sigfile "$work/signature" -in "$work/hashes" >/dev/null 2>&1 ||
    fail "$1 was changed, or was not signed with the key $method"
}

diploma=$1 did=$2 list=${3:-}
issuer=$(jq -er '.issuer | if type == "object" then .id else . end' "$diploma") || fail "$diploma names no issuer"
signed "$diploma" "$issuer"
echo "signature    good: $(jq -r '.credentialSubject.name + ", " + .name' "$diploma")"
echo "issuer       $issuer"
printf 'fingerprint  '
openssl dgst -sha256 -r "$work/key.raw" | cut -c 1-32 | sed 's/..../& /g; s/ $//'
echo "dates        from $(jq -r .validFrom "$diploma") until $(jq -r '.validUntil // "no date"' "$diploma")"
jq -e '(.validFrom | fromdate) <= now' "$diploma" >/dev/null || fail "it does not hold yet"
jq -e '.validUntil == null or (.validUntil | fromdate) > now' "$diploma" >/dev/null || fail "it has expired"

if [ -z "$list" ]; then
  echo "revocation   not checked: no status list was given"
  exit 0
fi
jq -e --slurpfile diploma "$diploma" '.id == $diploma[0].credentialStatus.statusListCredential
  and .credentialSubject.statusPurpose == "revocation"' "$list" >/dev/null || fail "$list is another list"
[ "$(jq -r '.issuer | if type == "object" then .id else . end' "$list")" = "$issuer" ] || fail "$list is another issuer's"
signed "$list" "$issuer"
index=$(jq -er '.credentialStatus.statusListIndex | select(test("^[0-9]{1,8}$"))' "$diploma") || fail "no index"
jq -r '.credentialSubject.encodedList[1:] | gsub("-"; "+") | gsub("_"; "/") | . + "==="[: (4 - length % 4) % 4]' "$list" |
  openssl base64 -d -A | gzip -dc | head -c 16777216 >"$work/bits"
byte=$(od -An -tu1 -j "$((index / 8))" -N 1 "$work/bits" | tr -d ' ')
[ -n "$byte" ] || fail "$list is shorter than the index $index"
[ "$((byte >> (7 - index % 8) & 1))" -eq 0 ] || fail "revoked or replaced, according to the list of $(jq -r .validFrom "$list")"
echo "revocation   not revoked, according to the list of $(jq -r .validFrom "$list")"
