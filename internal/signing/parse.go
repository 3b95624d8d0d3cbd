package signing

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/go-json-experiment/json"
)

// maxText is the length of the longest text that is read: a JWK of the longest key, twice in base64.
const maxText = 16 << 10

// Parse reads a signing key: a PEM (PKCS#1, PKCS#8, or a public key), a JSON Web Key, or one of them in base64, as the
// service hands them out. The key of a JWK has an identifier, that of a PEM needs [Key.WithID]. No error repeats any of
// the text.
func Parse(text string) (Key, error) {
	key, err := parse(text)
	if err == nil {
		err = check(key.public)
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	return key, nil
}

func parse(text string) (Key, error) {
	if len(text) > maxText {
		return Key{}, fmt.Errorf("longer than %d bytes, want a PEM, a JWK, or one of them in base64", maxText)
	}
	plain := bytes.TrimSpace(bytes.TrimPrefix([]byte(text), []byte("\ufeff")))
	if len(plain) == 0 {
		return Key{}, errors.New("empty, want a PEM, a JWK, or one of them in base64")
	}
	if !isPEM(plain) && !isJWK(plain) {
		decoded, err := decodeBase64(string(plain))
		if err != nil {
			return Key{}, errors.New("neither a PEM, nor a JWK, nor base64")
		}
		plain = bytes.TrimSpace(decoded)
	}
	switch {
	case isPEM(plain):
		return parsePEM(plain)
	case isJWK(plain):
		return parseJWK(plain)
	}
	return Key{}, errors.New("its base64 holds neither a PEM nor a JWK")
}

func isPEM(text []byte) bool { return bytes.HasPrefix(text, []byte("-----BEGIN")) }
func isJWK(text []byte) bool { return bytes.HasPrefix(text, []byte("{")) }

// decodeBase64 takes both alphabets, with or without padding and line breaks.
func decodeBase64(text string) ([]byte, error) {
	text = strings.Join(strings.Fields(text), "")
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	return base64.RawStdEncoding.DecodeString(text)
}

func parsePEM(text []byte) (Key, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return Key{}, errors.New("malformed PEM: are its line breaks lost?")
	case len(bytes.TrimSpace(rest)) > 0:
		return Key{}, errors.New("something follows the PEM, want one key alone")
	case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["Proc-Type"] != "":
		return Key{}, errors.New("the PEM is encrypted, want it without a passphrase")
	}
	var parsed any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PUBLIC KEY":
		parsed, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "PUBLIC KEY":
		parsed, err = x509.ParsePKIXPublicKey(block.Bytes)
	default:
		return Key{}, errors.New("the PEM holds no key")
	}
	if err != nil {
		return Key{}, errors.New("the PEM holds no valid key")
	}
	switch key := parsed.(type) {
	case *rsa.PrivateKey:
		return Key{private: key, public: &key.PublicKey}, nil
	case *rsa.PublicKey:
		return Key{public: key}, nil
	}
	return Key{}, errors.New("the PEM holds no RSA key")
}

// jsonWebKey is a key of RSA as in RFC 7518.
type jsonWebKey struct {
	Type      string   `json:"kty"`
	ID        string   `json:"kid"`
	Algorithm string   `json:"alg"`
	N         jwkValue `json:"n"`
	E         jwkValue `json:"e"`
	D         jwkValue `json:"d"`
	P         jwkValue `json:"p"`
	Q         jwkValue `json:"q"`
}

// jwkValue is a number without a sign, in base64.
type jwkValue []byte

// UnmarshalText decodes the base64.
func (v *jwkValue) UnmarshalText(text []byte) (err error) {
	*v, err = decodeBase64(string(text))
	return err
}

func (v jwkValue) number() *big.Int { return new(big.Int).SetBytes(v) }

func parseJWK(text []byte) (Key, error) {
	var jwk jsonWebKey
	if json.Unmarshal(text, &jwk) != nil { // its error could repeat a part of the key
		return Key{}, errors.New("malformed JWK")
	}
	if jwk.Type != "RSA" || jwk.Algorithm != "" && jwk.Algorithm != algorithm {
		return Key{}, errors.New("the JWK is for something else, want an RSA key for RS256")
	}
	exponent := jwk.E.number()
	if exponent.BitLen() > 31 {
		return Key{}, errors.New("its public exponent is invalid")
	}
	public := rsa.PublicKey{N: jwk.N.number(), E: int(exponent.Int64())}
	if err := check(&public); err != nil || len(jwk.D) == 0 { // before the costly validation
		return Key{id: jwk.ID, public: &public}, err
	}
	primes := []*big.Int{jwk.P.number(), jwk.Q.number()}
	private := &rsa.PrivateKey{PublicKey: public, D: jwk.D.number(), Primes: primes}
	if private.Validate() != nil {
		return Key{}, errors.New("the JWK holds no valid key")
	}
	private.Precompute()
	return Key{id: jwk.ID, private: private, public: &private.PublicKey}, nil
}
