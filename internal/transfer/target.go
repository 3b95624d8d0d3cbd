package transfer

// PartPath is the file that holds the bytes of target until they are all there.
func PartPath(target string) string { return partPath(target) }

// CheckTarget reports what would keep [ToFile] from writing the file path, before anything is sent: it opens what
// ToFile would, and leaves nothing behind. Its errors are those of ToFile: ErrExists, ErrLocked, or another ErrLocal.
func CheckTarget(path string, overwrite bool) error {
	o, err := Options{Overwrite: overwrite}.withDefaults()
	if err != nil {
		return err
	}
	part, err := openPart(path, o)
	if err != nil {
		return err
	}
	part.close()
	return nil
}
