// What crosses between the page and the kernel, as wire.py describes it. The page adds its name to what it sends.

import type { TalkMode } from "./page_state.js";

export interface MicrophoneDevice { device_id: string; label: string }

export interface Hello { type: "hello"; sent_ms: number }
export interface Ping { type: "ping"; sent_ms: number }
export interface StateMessage { type: "state"; capture: number; state: string; detail: string }
export interface Press { type: "talk" | "stop"; capture: number }
export interface Capture { type: "capture"; capture: number; sample_rate_hz: number }
export interface Frame { type: "frame"; capture: number; number: number; captured_at: number | null }
export interface GateMessage { type: "gate"; capture: number; is_open: boolean; is_turn: boolean }
export interface CaptureEnded { type: "capture-ended"; capture: number; frames: number }
export interface Devices { type: "devices"; devices: MicrophoneDevice[]; device_id: string; muted: boolean; mode: TalkMode }
export interface Played { type: "played"; reply: number; heard: number; dropped: number; underrun: number; first_heard_at: number | null; over: boolean }

export type FromPage = Hello | Ping | StateMessage | Press | Capture | Frame | GateMessage | CaptureEnded | Devices | Played;

export interface Welcome { type: "welcome"; page: string; sent_ms: number; received_at: number; route_is_final: boolean }
export interface Pong { type: "pong"; page: string; sent_ms: number; received_at: number; route_is_final: boolean }
export interface Switch { type: "start" | "stop"; page: string; capture: number }
export interface SessionClosed { type: "session-closed"; page: string }
export interface Choose { type: "choose"; page: string; device_id: string; muted: boolean; mode: TalkMode }
export interface Begin { type: "begin"; page: string; reply: number; sample_rate_hz: number }
export interface Sound { type: "sound"; page: string; reply: number }
export interface PageGone { type: "page-gone"; page: string }
export interface FinishMessage { type: "end" | "flush"; page: string; reply: number }

export type ToPage = Welcome | Pong | Switch | SessionClosed | Choose | Begin | Sound | FinishMessage | PageGone;
