// What npm start runs. Signals are caught before anything else is loaded: a stop that comes early is a clean one, too.
const stop = new AbortController();
let failed = false;

// npm passes a terminal's Ctrl-C on a second time: only the first counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// The tool that started us was killed: nobody is left who could stop us.
process.once('disconnect', () => stop.abort());
process.channel?.unref();
// Whoever read what we print is gone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort());
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    const reason = error instanceof Error ? error.stack : String(error);
    process.stderr.write(
      `${JSON.stringify({ level: 50, time: new Date().toISOString(), reason, msg: 'An error was handled nowhere; stopping.' })}\n`,
    );
    failed = true;
    stop.abort();
  });
}

const STOP_LIMIT_MS = 9_500;
stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref());

const { run } = await import('./run.ts');
// biome-ignore lint/style/noProcessEnv: the one place here that reads the environment
const code = await run(process.env, stop.signal);
process.exit(failed ? 1 : code);
