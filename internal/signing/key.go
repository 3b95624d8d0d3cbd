// Package signing makes and verifies the tokens that stand in the place of a private video's identifier in its URLs:
// JSON Web Tokens signed with RS256.
package signing

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
)

// Key is a signing key of an account: both of its halves, or only the public one, which verifies. The zero Key does
// neither. A Key is immutable, and never prints more than its identifier.
type Key struct {
	id      string
	private *rsa.PrivateKey
	public  *rsa.PublicKey
}

// Generate makes a key of 2,048 bits, as the service does, with an identifier that follows from it.
func Generate() (Key, error) {
	private, err := rsa.GenerateKey(rand.Reader, minBits)
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	key := Key{private: private, public: &private.PublicKey}
	return key.WithID(key.Thumbprint()), nil
}

// WithID returns the key under the identifier that the service gave it. A PEM does not hold it, a JWK does.
func (k Key) WithID(id string) Key {
	k.id = id
	return k
}

// ID returns the identifier of the key, which is empty when it is not known.
func (k Key) ID() string { return k.id }

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k.public == nil }

// CanSign reports whether the key has its private half.
func (k Key) CanSign() bool { return k.private != nil }

// Thumbprint returns 32 hexadecimal digits that follow from the public half.
func (k Key) Thumbprint() string {
	if k.IsZero() {
		return ""
	}
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(k.public))
	return hex.EncodeToString(sum[:16])
}

// String returns the identifier of the key, and nothing else of it.
func (k Key) String() string {
	if k.IsZero() {
		return "no signing key"
	}
	return "signing key " + cmp.Or(k.id, "without an id")
}

// Format writes what [Key.String] returns, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// MarshalText returns what [Key.String] returns, so that a key in a log or in JSON shows nothing else.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

const (
	minBits = 2048
	maxBits = 8192
)

// check refuses what RS256 does not allow, or what only a mistake explains.
func check(public *rsa.PublicKey) error {
	if bits := public.N.BitLen(); bits < minBits || bits > maxBits {
		return fmt.Errorf("it has %d bits, want %d to %d", bits, minBits, maxBits)
	}
	if public.E < 3 || public.E%2 == 0 {
		return errors.New("its public exponent is invalid")
	}
	return nil
}
