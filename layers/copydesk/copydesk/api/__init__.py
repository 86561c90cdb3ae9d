"""Answers read requests as pure logic: functions that read are passed in. No module of AWS is used here."""
