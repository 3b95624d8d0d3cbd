package signing

import (
	"cmp"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/gen"
)

const algorithm = "RS256"

// Claims are what a token allows, under the names that the service knows them by.
type Claims struct {
	// Sub is the video that the token is for.
	Sub string `json:"sub"`
	// KeyID names the key that signs the token.
	KeyID string `json:"kid"`
	// Expires ends the validity, NotBefore begins it. Without a NotBefore it began long ago.
	Expires   Seconds `json:"exp"`
	NotBefore Seconds `json:"nbf,omitzero"`
	// Downloadable allows to fetch downloads.
	Downloadable bool `json:"downloadable,omitzero"`
	// AccessRules say from where the token can be used.
	AccessRules []gen.AccessRule `json:"accessRules,omitempty"`
}

const (
	defaultExpiry = time.Hour
	maxExpiry     = 24 * time.Hour // https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/
	maxRules      = 5
)

// NewClaims allows to fetch the downloads of a video: for 1 second to 24 hours from now on, or 1 hour if that is 0, and
// no earlier than notBefore, if that is a time. Of the rules, at most 5, the first that applies decides.
func NewClaims(video string, expires time.Duration, notBefore time.Time, rules []gen.AccessRule) (Claims, error) {
	end := time.Now().Add(cmp.Or(expires, defaultExpiry))
	switch {
	case expires != 0 && expires < time.Second || expires > maxExpiry:
		return Claims{}, fmt.Errorf("a token that expires in %v: want 1s to %v", expires, maxExpiry)
	case !notBefore.Before(end):
		return Claims{}, fmt.Errorf("a token that is valid from %v on has expired by then", notBefore)
	case len(rules) > maxRules:
		return Claims{}, fmt.Errorf("%d access rules: want at most %d", len(rules), maxRules)
	}
	claims := Claims{Sub: video, Expires: Seconds(end.Unix()), Downloadable: true, AccessRules: rules}
	if !notBefore.IsZero() {
		claims.NotBefore = Seconds(notBefore.Unix())
	}
	return claims, nil
}

type header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	// Critical names what has to be understood for the token to be verified. There is nothing of the kind.
	Critical []string `json:"crit,omitempty"`
}

// Sign makes a token. The same claims and key always give the same one.
func (k Key) Sign(claims Claims) (string, error) {
	if claims.Sub == "" || claims.Expires == 0 {
		return "", errors.New("signing a token: a video and a time of expiry are needed")
	}
	claims.KeyID = k.id
	return k.SignJSON(claims)
}

// SignJSON makes a token of any claims that can be encoded as JSON, for those that [Key.Sign] has no place for.
func (k Key) SignJSON(claims any) (string, error) {
	switch {
	case !k.CanSign():
		return "", errors.New("signing a token: the private half of the key is needed")
	case k.id == "":
		return "", errors.New("signing a token: the identifier of the key is needed, which a PEM does not hold")
	}
	head, err := encode(header{Algorithm: algorithm, KeyID: k.id})
	if err != nil {
		return "", err
	}
	body, err := encode(claims)
	if err != nil {
		return "", err
	}
	signed := head + "." + body
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// Verify returns the claims of a token that one of the keys has signed. A key without an identifier verifies tokens
// that name any key. Whether the claims allow what is asked for is left to the caller, times included.
func Verify(token string, keys ...Key) (Claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || strings.ContainsAny(token, "\r\n") { // which the decoder of base64 would skip
		return Claims{}, errors.New("not a token: want three parts with dots between them")
	}
	var head header
	if err := decode(parts[0], &head); err != nil {
		return Claims{}, fmt.Errorf("header of the token: %w", err)
	}
	if len(head.Critical) > 0 {
		return Claims{}, fmt.Errorf("header of the token: %q is not supported", head.Critical)
	}
	if head.Algorithm != algorithm {
		return Claims{}, fmt.Errorf("algorithm %q, want %s", head.Algorithm, algorithm)
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil {
		return Claims{}, errors.New("the signature is not base64url")
	}
	if err := verify(parts[0]+"."+parts[1], signature, head.KeyID, keys); err != nil {
		return Claims{}, err
	}
	var claims Claims
	if err := decode(parts[1], &claims); err != nil {
		return Claims{}, fmt.Errorf("claims of the token: %w", err)
	}
	if claims.KeyID != "" && claims.KeyID != head.KeyID {
		return Claims{}, errors.New("header and claims of the token name different keys")
	}
	return claims, nil
}

func verify(signed string, signature []byte, keyID string, keys []Key) error {
	named := slices.DeleteFunc(slices.Clone(keys), func(k Key) bool {
		return k.IsZero() || keyID == "" || k.id != "" && k.id != keyID
	})
	if len(named) == 0 {
		return fmt.Errorf("unknown key %q", keyID)
	}
	digest := sha256.Sum256([]byte(signed))
	for _, key := range named {
		if rsa.VerifyPKCS1v15(key.public, crypto.SHA256, digest[:], signature) == nil {
			return nil
		}
	}
	return fmt.Errorf("the signature is not that of key %q", keyID)
}

func encode(value any) (string, error) {
	text, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

func decode(part string, into any) error {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return errors.New("not base64url")
	}
	return json.Unmarshal(text, into)
}

// Seconds is a moment in seconds since 1970; 0 is none. The service writes it as a text, most others as a number.
type Seconds int64

// Time returns the moment.
func (s Seconds) Time() time.Time { return time.Unix(int64(s), 0) }

// UnmarshalJSON takes a number, or a text that holds one.
func (s *Seconds) UnmarshalJSON(text []byte) error {
	value, err := strconv.ParseInt(strings.Trim(string(text), `"`), 10, 64)
	if err != nil {
		return errors.New("want whole seconds since 1970")
	}
	*s = Seconds(value)
	return nil
}

// Subject returns the video that a token says it is for, whoever signed it, and whether the text is a token at all. It
// reads no other claim, so that one that is not understood does no harm.
func Subject(token string) (video string, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", false
	}
	var head header
	if decode(parts[0], &head) != nil {
		return "", false
	}
	var claims struct {
		Sub string `json:"sub"`
	}
	_ = decode(parts[1], &claims)
	return claims.Sub, true
}
