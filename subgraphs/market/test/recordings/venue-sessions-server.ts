import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type RestResponse, type VenueLink, VenueServer } from '@marketgraph/test-kit';

/** The frames that a recorded session received, as they were. */
export function recordedFrames(directory: string, file: string): string[] {
  const lines = gunzipSync(readFileSync(join(directory, 'ws', file)))
    .toString()
    .split('\n');
  const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as { recv?: string });
  return entries.flatMap(({ recv }) => (recv === undefined ? [] : [recv]));
}

/** Plays a recorded session to the first who asks for it, frame by frame. It knows nothing of the past. */
export class SessionServer extends VenueServer {
  #isPlayed = false;

  constructor(
    readonly frames: readonly string[],
    /** What a message of the client is answered, and whether all is asked for now. */
    readonly answer: (message: string) => { readonly frame: string | null; readonly isReady: boolean },
  ) {
    super();
  }

  protected override hear(link: VenueLink, message: string): void {
    const { frame, isReady } = this.answer(message);
    if (frame !== null) this.say(link, frame);
    if (!isReady || this.#isPlayed) return;
    this.#isPlayed = true;
    for (const recorded of this.frames) this.say(link, recorded);
  }

  protected override rest(): RestResponse {
    return { status: 404, body: '{}' };
  }
}
