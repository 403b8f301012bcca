/** Exit code: done, and the org has something else than was asked for that matters. */
export const DIFFERENCE_MATTERS = 68;
/** Exit code: still running when the time to wait was up. */
export const STILL_RUNNING = 69;
