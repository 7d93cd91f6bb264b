// What was typed or imported survives a reload, in this browser's IndexedDB, until it is cleared.
import type { Imported, Settings } from "./settings";

const DATABASE = "shuangbai";
const STORE = "kept";

export interface Kept {
  settings: Settings;
  imported: Imported;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as DOMException);
  });
}

async function on<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    // A request that fails ends so, and a full disk only so; before it, the transaction has no error yet.
    transaction.onabort = () => reject(transaction.error as DOMException);
  }).finally(() => database.close()) as Promise<T>;
}

/** Some browsers keep nothing, in private windows or for files: the page then works without. */
const quietly = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise);

export function load<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
  return quietly(
    on<Kept[Name] | undefined>("readonly", (store) => store.get(name)),
    undefined,
  );
}

export function save<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<boolean> {
  return quietly(
    on("readwrite", (store) => store.put(value, name)).then(() => true),
    false,
  );
}

export function clear(): Promise<boolean> {
  return quietly(
    on("readwrite", (store) => store.clear()).then(() => true),
    false,
  );
}
