// What was typed or imported survives a reload, in this browser's IndexedDB, until it is cleared. Several tabs
// keep it in one place, so each save says which revision it follows, and is refused when another tab came between.
import { HOST } from "./host";
import type { Imported, Settings } from "./settings";

/** Each site that embeds the page has one of its own, so that none is shown what was typed elsewhere. */
const DATABASE = HOST ? `shuangbai ${HOST}` : "shuangbai";
const STORE = "kept";

/** What is kept; settings as they were written, whatever version of the page wrote them. */
export interface Kept {
  settings?: unknown;
  imported?: Imported;
  /** Of nothing kept, -1: this browser keeps nothing. */
  revision: number;
}

/** What there is where nothing can be kept. */
export const NEVER = -1;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as DOMException);
  });
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore, done: (value: T) => void) => void) {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    let result: T;
    work(transaction.objectStore(STORE), (value) => (result = value));
    transaction.oncomplete = () => resolve(result);
    // A request that fails ends so, and a full disk only so; before it, the transaction has no error yet.
    transaction.onabort = () => reject(transaction.error as DOMException);
  }).finally(() => database.close());
}

/** Milliseconds after which a browser that does not answer is taken for one that keeps nothing. */
const PATIENCE = 2000;
/** Some browsers keep nothing, in private windows or for files, or never answer: the page then works without. */
function quietly<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), PATIENCE));
  return Promise.race([work.catch(() => otherwise), late]);
}

export function load(): Promise<Kept> {
  const all = within<Kept>("readonly", (store, done) => {
    const [settings, imported, revision] = ["settings", "imported", "revision"].map(
      (name) => store.get(name) as IDBRequest<unknown>,
    ) as [IDBRequest<unknown>, IDBRequest<Imported | undefined>, IDBRequest<number | undefined>];
    revision.onsuccess = () => {
      done({
        ...(settings.result !== undefined && { settings: settings.result }),
        ...(imported.result && { imported: imported.result }),
        revision: revision.result ?? 0,
      });
    };
  });
  return quietly(all, { revision: NEVER });
}

export type Saving = { settings?: Settings; imported?: Imported };

/**
 * Keeps what is given, and tells the revision that it has then; null when another tab has kept something since
 * `seen`, and nothing was done. With `clear` nothing else is kept.
 */
export function save(what: Saving, seen: number, clear = false): Promise<number | null> {
  const all = within<number | null>("readwrite", (store, done) => {
    const held = store.get("revision") as IDBRequest<number | undefined>;
    held.onsuccess = () => {
      if ((held.result ?? 0) !== seen) return done(null);
      if (clear) store.clear();
      for (const [name, value] of Object.entries({ ...what, revision: seen + 1 })) store.put(value, name);
      done(seen + 1);
    };
  });
  // Where it was read from it answers, however late; what comes after it has to follow it.
  return all.catch(() => seen);
}
