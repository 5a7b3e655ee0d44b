"""Files and builders of invented workbooks for the tests of this app."""
