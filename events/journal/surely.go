package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const firstPause, longestPause = 10 * time.Millisecond, time.Second

// AppendSurely is Append, repeated with the same id from the first ErrUncertain on, until it is known whether the entry
// is in or ctx ends; give ctx a deadline. After a first uncertain answer an ErrConflict may still mean that the entry
// is in, and was trimmed since. If it returns ErrUncertain itself, only reading the journal can tell.
func AppendSurely(ctx context.Context, j Journal, after uint64, id uuid.UUID, data []byte) error {
	err := j.Append(ctx, after, id, data)
	if !errors.Is(err, ErrUncertain) {
		return err
	}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", err, ctx.Err())
		case <-time.After(pause):
		}
		again := j.Append(ctx, after, id, data)
		if again == nil || errors.Is(again, ErrConflict) {
			return again
		}
	}
}
