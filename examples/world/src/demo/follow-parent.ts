/** Loaded before a program of the demo: it ends like the demo when the demo is gone, even if that was killed. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The program itself decides how long it runs.
process.channel?.unref();
