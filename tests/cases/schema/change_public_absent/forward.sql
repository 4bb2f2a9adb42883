comment on schema app is 'the only one';
