// How the worker of workbooks starts: a script of its own, with the module in it, loaded when first needed.
import packed from "virtual:shuangbai-excel-module";
import BookWorker from "./bookWorker?worker&inline";
import { withModule } from "./packed";

export const start = (): Worker => withModule(new BookWorker(), packed());
