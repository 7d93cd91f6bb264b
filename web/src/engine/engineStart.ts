// How the calculator's worker starts, with its module; in the single file single/engine.ts stands for this.
import packed from "virtual:shuangbai-module";
import EngineWorker from "./worker?worker&inline";
import { withModule } from "./packed";

export const start = (): Worker => withModule(new EngineWorker(), packed());
