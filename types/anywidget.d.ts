// What a widget's script gets from anywidget, as far as it is used here.

interface Model {
  get(name: string): any;
  send(content: object, callbacks?: object, buffers?: (ArrayBuffer | DataView)[]): void;
  on(name: string, callback: (...values: any[]) => void): void;
  off(name: string, callback: (...values: any[]) => void): void;
}
