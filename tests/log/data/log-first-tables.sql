BEGIN TRANSACTION;
CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY,
            session TEXT NOT NULL REFERENCES sessions (session),
            turn INTEGER NOT NULL,
            started_utc TEXT NOT NULL,
            input_mode TEXT NOT NULL,
            outcome TEXT NOT NULL,
            transcript TEXT NOT NULL,
            reply TEXT NOT NULL,
            spoken_text TEXT NOT NULL,
            heard_text TEXT,
            model TEXT,
            finish_reason TEXT,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            recognised_seconds REAL,
            spoken_characters INTEGER,
            ssml_characters INTEGER,
            transcript_seconds REAL,
            first_token_seconds REAL,
            first_audio_seconds REAL,
            first_heard_seconds REAL,
            completion_seconds REAL,
            done_seconds REAL,
            cold INTEGER NOT NULL,
            words TEXT NOT NULL,
            confidence REAL,
            detected_language TEXT,
            error_code TEXT,
            error_message TEXT,
            request_id TEXT,
            heard_path TEXT,
            spoken_path TEXT,
            settings_id INTEGER NOT NULL REFERENCES settings (id),
            UNIQUE (session, turn)
        );
INSERT INTO "exchanges" VALUES(1,'20261125-140312-7f3a',1,'2026-11-25T14:03:22.345678Z','speech','completed','What is the tallest mountain?','Mount Everest, at **8,849** metres.','Mount Everest, at 8,849 metres.',NULL,'gpt-4o-mini-2024-07-18','stop',31,12,1.9,31,207,0.1503,0.4021,0.5287,0.57,0.61,3.2,1,'[["Mount",0.05,0.31],["Everest",0.36,0.5]]',0.93,'en-US',NULL,NULL,NULL,'log-audio/20261125-140312-7f3a/0001-heard.wav','log-audio/20261125-140312-7f3a/0001-spoken.wav',1);
CREATE TABLE sessions (
            session TEXT PRIMARY KEY,
            started_utc TEXT NOT NULL,
            ended_utc TEXT,
            end_reason TEXT,
            services TEXT NOT NULL
        ) WITHOUT ROWID
        ;
INSERT INTO "sessions" VALUES('20261125-140312-7f3a','2026-11-25T14:03:12.345678Z','2026-11-25T14:05:00.000000Z','stop-phrase','embedded services: local models');
CREATE TABLE settings (id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);
INSERT INTO "settings" VALUES(1,'{"barge_in":false,"deployment":"chat","end_silence_seconds":0.65,"history":true,"initial_silence_seconds":5.0,"language":"en-US","max_tokens":100,"output_format":"raw-24khz-16bit-mono-pcm","speaking_rate":1.0,"stop_phrase":"stop","style":"cheerful","system_prompt":"You are a helpful voice assistant. Answer in one or two short sentences.","temperature":null,"voice":"en-US-JennyMultilingualNeural"}');
CREATE TABLE voicelab_migrations (name TEXT PRIMARY KEY, applied_utc TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO "voicelab_migrations" VALUES('first_tables','2026-11-25T14:03:12.000Z');
COMMIT;
