import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** The inspector of a process that was started with `--inspect=127.0.0.1:PORT`: garbage is collected when it is asked to. */
class Inspector {
  readonly #socket: WebSocket;
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async of(port: number): Promise<Inspector> {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Inspector(socket);
  }

  async collectGarbage(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage');
  }

  /** What JavaScript keeps: objects, and the buffers behind them. */
  async heapBytes(): Promise<number> {
    const { usedSize, backingStorageSize } = await this.#ask('Runtime.getHeapUsage');
    return (usedSize ?? 0) + (backingStorageSize ?? 0);
  }

  async #ask(method: string): Promise<Readonly<Record<string, number>>> {
    const id = ++this.#id;
    const answered = Promise.withResolvers<Readonly<Record<string, number>>>();
    const hear = (data: unknown) => {
      const answer = JSON.parse(String(data));
      if (answer.id !== id) return;
      this.#socket.off('message', hear);
      answered.resolve(answer.result);
    };
    this.#socket.on('message', hear);
    this.#socket.send(JSON.stringify({ id, method }));
    return answered.promise;
  }

  close(): void {
    this.#socket.close();
  }
}

export interface Kept {
  /** Of the process; what was freed before is used again before this grows. */
  readonly resident: number;
  readonly heap: number;
}

/** What is kept once all garbage is collected. */
export async function readKept(pid: number, inspectorPort: number): Promise<Kept> {
  const inspector = await Inspector.of(inspectorPort);
  let resident = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 4; times++) {
    await inspector.collectGarbage();
    await pause(300);
    resident = Math.min(resident, residentKb(pid) * 1_024);
  }
  const heap = await inspector.heapBytes();
  inspector.close();
  return { resident, heap };
}

function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
