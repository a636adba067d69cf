INSERT INTO clients SELECT c, 'c' || c, 'Client ' || c, 1000000000, 1 FROM generate_series(1, 5250) c;
