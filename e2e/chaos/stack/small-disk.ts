import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(1 << 16, 1);

/** A file system of its own, small enough to be filled. */
export class SmallDisk {
  readonly folder: string;
  readonly #filler: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#filler = join(folder, 'filler');
    process.once('exit', () => this.unmount());
  }

  /** Null, and why, where nothing can be mounted. */
  static mount(folder: string, megabytes: number): SmallDisk | string {
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
      return new SmallDisk(folder);
    } catch (error) {
      return `no file system can be mounted here (${error instanceof Error ? error.message.split('\n').join(' ') : error}); run it as root.`;
    }
  }

  /** Takes every last page, again and again: what others give back in between is taken too. */
  fill(): void {
    const file = openSync(this.#filler, 'a');
    try {
      for (;;) writeSync(file, CHUNK);
    } catch {
      // It is full.
    } finally {
      closeSync(file);
    }
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    try {
      execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
    } catch {
      // It was unmounted before.
    }
  }
}
