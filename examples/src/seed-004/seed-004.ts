import type { Book } from "../book/book.js";
export const seed004 = async (_book: Book): Promise<void> => {};
