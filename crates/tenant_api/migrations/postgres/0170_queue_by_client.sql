-- Client by client within one value of what a filter asks for: 0070 has it for the other orders.
CREATE INDEX incidents_of_title_in_clients ON incidents (title_id, client_id, number DESC);
CREATE INDEX incidents_of_assignee_in_clients ON incidents ((CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END), client_id, number DESC);
CREATE INDEX incidents_of_priority_in_clients ON incidents (priority, client_id, number DESC);
CREATE INDEX incidents_of_severity_in_clients ON incidents (severity, client_id, number DESC);
