-- What is asked of the model, as bytes: the JSON of OpenAI's chat completions without its model, which has a column.
-- Its typed members (max_tokens, temperature, top_p, stop) stand first; nothing in the database looks into it.
-- The job's own members are in columns of their own.
ALTER TABLE job ALTER COLUMN request TYPE bytea USING convert_to(request::text, 'UTF8');
